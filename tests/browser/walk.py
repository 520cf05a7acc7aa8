#!/usr/bin/env python3
"""Walks one ticket through the console in a headless Chromium, from the sign-in to 已办结.

usage: walk.py PROGRAM [SCREENSHOTS]

Starts PROGRAM (`zhuqi`) on a store of its own, registers a problem over the API, signs in, takes the ticket, gives it to
a desk, begins, answers; then the enterprise says on the public page that it is solved and how content it is. Every page
is looked at on a phone (375 px) and a desktop (1280 px): nothing may scroll sideways and no script may fail. With
SCREENSHOTS the pages are kept there. Needs the package playwright and Debian's chromium; exit status 0 or 1.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import sync_playwright

WIDTHS = {"phone": 375, "desktop": 1280}
PASSWORD = "example-Pass-2026"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def register(base):
    form = {
        "enterprise": "某某机械有限公司", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电，半成品都报废了",
    }
    request = urllib.request.Request(
        f"{base}/api/v1/tickets", json.dumps(form).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def ready(base):
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{base}/readyz") as response:
                return response.status == 200
        except OSError:
            time.sleep(0.2)
    return False


class Walk:
    def __init__(self, page, base, shots):
        self.page, self.base, self.shots, self.faults = page, base, shots, []
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def look(self, name):
        for device, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 800})
            overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 0:
                self.faults.append(f"{name} is {overflow} px too wide on a {device}")
            if self.shots:
                self.page.screenshot(path=os.path.join(self.shots, f"{name}-{device}.png"), full_page=True)

    def open(self, path):
        self.page.goto(self.base + path)

    def expect(self, words):
        if words not in self.page.inner_text("body"):
            self.faults.append(f"“{words}” is not on {self.page.url}")

    def press(self, command, words=None):
        """Presses the button of a command of the console, opening its form and filling in the words first."""
        button = self.page.locator(f"button[name=command][value={command}]").first
        form = button.locator("xpath=ancestor::form")
        folded = button.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator("summary").first.click()
        if words:
            form.locator("textarea[name=words]").first.fill(words)
        button.click()
        self.page.wait_for_load_state()


def walk(program, shots):
    base = f"http://127.0.0.1:{free_port()}"
    with tempfile.TemporaryDirectory() as data:
        settings = {"ZHUQI_STORE__URL": f"sled://{data}", "ZHUQI_SERVER__LISTEN": base.removeprefix("http://")}
        environment = {**os.environ, **settings}
        server = subprocess.Popen([program, "serve"], env=environment, stderr=subprocess.DEVNULL)
        try:
            assert ready(base), "the server does not become ready"
            add = [program, "staff", "add", "sample.admin", "--name", "某管理员", "--role", "admin"]
            subprocess.run(add, env=environment, input=PASSWORD + "\n", text=True, check=True, capture_output=True)
            ticket = register(base)
            with sync_playwright() as browsers:
                options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
                browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=options)
                return steps(Walk(browser.new_page(), base, shots), ticket)
        finally:
            server.terminate()
            server.wait(15)


def steps(walk, ticket):
    page, number = walk.page, ticket["number"]
    walk.open("/console/tickets")
    walk.look("sign-in")
    page.fill("input[name=login]", "sample.admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    walk.expect(number)
    walk.look("queue")
    page.locator(f"a[href*='/console/tickets/{number}']").first.click()
    page.wait_for_load_state()
    walk.expect("车间这两天老停电")
    walk.look("ticket-new")
    walk.press("accept")
    walk.expect("已受理")
    walk.press("assign")
    walk.expect("已派单")
    walk.press("start")
    walk.expect("办理中")
    walk.press("answer", "供电公司已更换变压器，今天恢复正常。")
    walk.expect("已答复")
    walk.look("ticket-answered")
    walk.open("/tickets")
    page.fill("input[name=number]", number)
    page.fill("input[name=code]", ticket["code"])
    page.locator("form button").first.click()
    walk.expect("已更换变压器")
    walk.look("own-ticket")
    page.locator("button[name=act][value=confirm]").click()
    page.wait_for_load_state()
    walk.expect("已办结")
    walk.look("own-rating")
    page.locator("[name=rating][value='5']").check()
    page.locator("button[name=act][value=rate]").click()
    page.wait_for_load_state()
    walk.open(f"/console/tickets/{number}")
    walk.expect("已办结")
    walk.expect("非常满意")
    walk.open("/console")
    walk.look("dashboard")
    return walk.faults


if __name__ == "__main__":
    faults = walk(os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    print("\n".join(faults) or "one ticket was walked from the sign-in to 已办结")
    sys.exit(1 if faults else 0)
