#!/usr/bin/env python3
"""Walks through the chat and one ticket through the console in a headless Chromium, and looks at every page.

usage: walk.py PROGRAM [--axe AXE_JS] [--shots FOLDER]

Starts PROGRAM (`zhuqi`) on a store of its own. In the chat an answer comes, is copied, opens its sources and prints, at
every size of window and text: header and composer keep their place, the conversation stays visible, nothing scrolls
behind it. Then problems are registered over the API. An administrator signs in with a
temporary password, chooses their own, makes an account, a token and a link code; takes one ticket by keyboard alone,
loses the session while typing and gets the text back; answers; then the enterprise says on the public page that it is
solved. Every page is looked at on a phone and a desktop: nothing may scroll sideways, what is pressed must be as large
as a thumb, no script may fail, and with AXE_JS (npm's axe-core) no rule of WCAG 2.1 A and AA may be broken, in light
and in dark. Needs the package playwright and Debian's chromium; exit status 0 or 1.
"""
import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import sync_playwright

# The chat's windows, and the sizes of its text in per cent; between header and composer so much stays visible, in px.
CHAT_WINDOWS = [(320, 568), (375, 667), (568, 320), (768, 1024), (1280, 800)]
TEXT_SIZES = [100, 150, 200]
VISIBLE = 140
# What is out of place in the chat.
OUT_OF_PLACE = """(visible) => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [top, main, composer] = [box(".top"), box("main"), box(".composer")], page = document.scrollingElement;
  const conversation = document.querySelector("main");
  const faults = {
    "the header is not at the upper edge": Math.abs(top.top) > 1,
    "the composer is not at the lower edge": Math.abs(composer.bottom - innerHeight) > 1,
    "the conversation has too little room": main.height < Math.max(visible, .3 * innerHeight),
    "the page is wider than the window": page.scrollWidth > innerWidth,
    "the page scrolls behind the conversation":
      page.scrollHeight > innerHeight || page.scrollTop || document.body.scrollTop,
    "the conversation scrolls sideways": conversation.scrollWidth > conversation.clientWidth,
    "the words in the composer are cut off":
      document.querySelector("#question").clientHeight < parseFloat(getComputedStyle(document.querySelector("#question")).lineHeight),
    "something stands over the right edge": [...document.querySelectorAll(".top > *, .composer button, .reply, .choices button")]
      .some((one) => !one.hidden && one.getBoundingClientRect().right > innerWidth + 1),
  };
  return Object.keys(faults).filter((fault) => faults[fault]);
}"""
WIDTHS = {"narrow": 320, "phone": 375, "desktop": 1280, "wide": 1440}
# Each page is checked for accessibility in both colours and both sorts of layout.
SCHEMES = {"phone": "light", "desktop": "dark"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
TEMPORARY, PASSWORD = "example-Pass-2026", "a sentence of my own"
# What can be pressed and is smaller than 44 px; links within a line of text and ticks in a label are exempt.
SMALL = """() => [...document.querySelectorAll("button, select, textarea, summary, .button, .menu a, .tabs a, .glance a, input, label.attach")]
  // The field of a file is not seen: its label is pressed.
  .filter((one) => one.type !== "hidden" && one.type !== "checkbox" && one.type !== "radio" && !one.matches(".unseen") && one.offsetParent)
  .map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([one, box]) => `${one.tagName} ${one.textContent.trim().slice(0, 12) || one.name} ${Math.round(box.width)}×${Math.round(box.height)}`)"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def register(base, enterprise, description):
    form = {"enterprise": enterprise, "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
            "category": "供电", "description": description}
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
    def __init__(self, page, base, shots, axe):
        self.page, self.base, self.shots, self.axe, self.faults = page, base, shots, axe, []
        self.looked = self.checked = 0
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def look(self, name):
        self.looked += 1
        for device, width in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 800})
            overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 0:
                self.faults.append(f"{name} is {overflow} px too wide at {width} px")
            if device == "phone":
                self.faults += [f"{name}: {small} is too small to press" for small in self.page.evaluate(SMALL)]
            if device in SCHEMES:
                self.page.emulate_media(color_scheme=SCHEMES[device])
                self.check(name, device)
                if self.shots:
                    self.page.screenshot(path=os.path.join(self.shots, f"{name}-{device}.png"), full_page=True)

    def hold(self, name):
        """Looks at the chat in every window and size of text: everything keeps its place, in both colours."""
        page = self.page
        for width, height in CHAT_WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            for size in TEXT_SIZES:
                page.evaluate("(size) => { document.documentElement.style.fontSize = size + '%' }", size)
                # Whoever scrolls on over the end must not move the page.
                page.mouse.move(width / 2, height / 2)
                page.mouse.wheel(0, 9000)
                page.evaluate("scrollTo(0, 9000)")
                page.wait_for_timeout(60)
                about = f"{name} at {width}×{height}, {size} %"
                self.faults += [f"{about}: {fault}" for fault in page.evaluate(OUT_OF_PLACE, VISIBLE)]
                for scheme in ["light", "dark"] if self.shots else []:
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=os.path.join(self.shots, f"{name}-{width}-{size}-{scheme}.png"))
        page.evaluate("document.documentElement.style.fontSize = ''")

    def say(self, words):
        """Says something in the chat and waits for the reply."""
        replies = self.page.locator(".theirs").count()
        self.page.fill("#question", words)
        self.page.press("#question", "Enter")
        self.page.wait_for_selector(f".theirs >> nth={replies}")

    def check(self, name, device):
        if not self.axe:
            return
        self.checked += 1
        self.page.evaluate(self.axe)
        found = self.page.evaluate("(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })", RULES)
        for violation in found["violations"]:
            places = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            self.faults.append(f"{name} ({device}, {SCHEMES[device]}): {violation['id']}: {places}")

    def open(self, path):
        self.page.goto(self.base + path)

    def expect(self, words):
        if words not in self.page.inner_text("body"):
            self.faults.append(f"“{words}” is not on {self.page.url}")

    def expect_focus(self, selector):
        if not self.page.evaluate("(one) => document.activeElement.matches(one)", selector):
            at = self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            self.faults.append(f"the focus is not on {selector} but on {at}")
        ring = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if ring == "none":
            self.faults.append(f"{selector} has the focus and does not show it")

    def tab_to(self, selector):
        """Presses Tab until the focus is there, as somebody without a mouse does."""
        for _ in range(80):
            if self.page.evaluate("(one) => document.activeElement.matches(one)", selector):
                self.expect_focus(selector)
                return
            self.page.keyboard.press("Tab")
        self.faults.append(f"{selector} is not reached by Tab on {self.page.url}")

    def enter(self, key="Enter"):
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def submit(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def press(self, command, words=None):
        """Presses the button of a command of the console, opening its form and filling in the words first."""
        button = self.page.locator(f".actions button[name=command][value={command}]").first
        form = button.locator("xpath=ancestor::form")
        folded = button.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            folded.first.locator("summary").first.click()
        if words:
            form.locator("textarea[name=words]").first.fill(words)
        with self.page.expect_navigation():
            button.click()


def walk(program, shots, axe):
    base = f"http://127.0.0.1:{free_port()}"
    with tempfile.TemporaryDirectory() as data:
        settings = {"ZHUQI_STORE__URL": f"sled://{data}", "ZHUQI_SERVER__LISTEN": base.removeprefix("http://")}
        environment = {**os.environ, **settings}
        server = subprocess.Popen([program, "serve"], env=environment, stderr=subprocess.DEVNULL)
        try:
            assert ready(base), "the server does not become ready"
            add = [program, "staff", "add", "sample.admin", "--name", "某管理员", "--role", "admin"]
            subprocess.run(add, env=environment, input=TEMPORARY + "\n", text=True, check=True, capture_output=True)
            with sync_playwright() as browsers:
                options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
                browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=options)
                walk = Walk(browser.new_context().new_page(), base, shots, axe)
                for part in [without_javascript, chat, first_day, by_keyboard, several_at_once, answer, enterprise, news, upkeep]:
                    part(walk)
                return walk
        finally:
            server.terminate()
            server.wait(15)


def without_javascript(walk):
    """The notice comes first, and what would not answer is not there."""
    context = walk.page.context.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(walk.base)
    if not page.inner_text("main").strip().startswith("在这里对话要用到 JavaScript") or page.is_visible("#composer"):
        walk.faults.append("without JavaScript the notice does not come first")
    context.close()


def chat(walk):
    """An owner asks, reads on, opens a source and comes back."""
    page = walk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=walk.base)
    walk.open("/")
    walk.expect("期限都已结束")
    walk.look("chat-first")
    walk.hold("chat-first")
    for question in ["研发费用加计扣除有什么政策", "我们做农机配件的，有什么扶持"]:
        walk.say(question)
    page.wait_for_selector(".sources a")
    marks = page.locator(".exchange >> nth=1 >> .mark").all_inner_texts()
    listed = page.locator(".exchange >> nth=1 >> .sources .title").all_inner_texts()
    if len(listed) < 2 or not all(any(title.startswith(mark) for title in listed) for mark in marks) or not marks:
        walk.faults.append(f"the marks {marks} do not lead to the sources {listed}")
    walk.look("chat")
    walk.hold("chat-answer")
    page.locator(".tools button").first.click()
    page.wait_for_selector(".tools button:text-is('已复制')")
    copied = page.evaluate("navigator.clipboard.readText()")
    if "依据：" not in copied or "已到期" not in copied:
        walk.faults.append(f"an answer is copied without its sources: {copied}")
    page.emulate_media(media="print")
    paper = page.evaluate("document.body.scrollHeight - document.querySelector('.log').getBoundingClientRect().bottom")
    if paper < 0 or page.is_visible("#composer") or not page.is_visible(".exchange >> nth=0 >> .said"):
        walk.faults.append("the conversation does not print whole")
    page.emulate_media(media="screen")
    slow(walk)
    walk.submit(".sources a")
    walk.expect("下面是从这一处写的全部要点")
    walk.look("place")
    walk.submit("footer a[href='/documents']")
    walk.look("documents")
    walk.submit("main a")
    walk.look("document")
    walk.open("/documents/nowhere")
    walk.expect("没有您要找的这份文件")
    walk.look("document-missing")
    walk.open("/")
    if page.locator(".exchange").count() != 2:
        walk.faults.append("the conversation is not there any more")
    files(walk)


def files(walk):
    """A photo is sent by keyboard and held; what is no photo is refused in words."""
    page = walk.page
    page.focus("#question")
    page.keyboard.press("Shift+Tab")
    if page.evaluate("document.activeElement.id") != "file":
        walk.faults.append("a file cannot be chosen by keyboard")
    page.set_input_files("#file", {"name": "电表.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.wait_for_selector(".failed:has-text('只收照片')")
    page.set_input_files("#file", {"name": "电表.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"})
    page.wait_for_selector(".reply:has-text('收到 1 个附件')")
    walk.look("chat-file")


def slow(walk):
    """An answer that takes its time says so where it can be seen."""
    page = walk.page
    page.route("**/messages", lambda route: None)
    page.fill("#question", "这个要查很久")
    page.press("#question", "Enter")
    page.wait_for_selector("#status:has-text('还在查')")
    if not page.evaluate("document.getElementById('status').getBoundingClientRect().bottom <= document.querySelector('.composer').getBoundingClientRect().top + 1"):
        walk.faults.append("that an answer is worked on stands where nobody sees it")
    page.unroute("**/messages")
    page.evaluate("() => { state.turns.pop(); keep(); }")
    page.reload()


def first_day(walk):
    """An empty console: a temporary password is changed before anything else."""
    page = walk.page
    walk.open("/console/tickets")
    walk.look("sign-in")
    page.fill("input[name=login]", "sample.admin")
    page.fill("input[name=password]", TEMPORARY)
    walk.submit("button.main")
    walk.open("/console/staff")
    walk.expect("先换成自己的密码")
    walk.look("password-first")
    page.fill("input[name=old]", TEMPORARY)
    page.fill("input[name=new]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    walk.submit("form.stack button.main")
    walk.expect("先做这几件事")
    walk.look("dashboard-empty")
    walk.open("/console/tickets")
    walk.look("queue-empty")
    walk.open("/console/account")
    walk.look("account")
    page.fill("input[name=label]", "数据大屏")
    walk.submit("form[action='/console/account/tokens'] button")
    walk.expect("只显示这一次")
    walk.look("token-once")
    walk.open("/console/account")
    walk.submit("form[action$='/link'] button")
    walk.expect("/link ")


def by_keyboard(walk):
    """Signing in, finding a ticket, taking it, giving it to somebody and writing an answer, without a mouse."""
    page, keys = walk.page, walk.page.keyboard
    walk.ticket = register(walk.base, "某某机械有限公司", "车间这两天老停电，半成品都报废了")
    number = walk.ticket["number"]
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1280, "height": 800})
    walk.open("/console/tickets")
    walk.tab_to("input[name=login]")
    keys.type("sample.admin")
    keys.press("Tab")
    keys.type(PASSWORD)
    walk.enter()
    keys.press("Tab")
    walk.expect_focus("a.skip")
    keys.press("Enter")
    keys.press("?")
    walk.expect_focus("#keys *")
    walk.look("keys")
    keys.press("Escape")
    keys.press("/")
    walk.expect_focus("input[name=q]")
    keys.type("机械j")
    keys.press("Backspace")
    walk.enter()
    walk.look("queue-found")
    page.evaluate("document.activeElement.blur()")
    keys.press("j")
    walk.expect_focus(".queue .lead > a")
    walk.enter()
    walk.expect("车间这两天老停电")
    walk.look("ticket-new")
    walk.tab_to("button[value=accept]")
    walk.enter()
    walk.expect("已受理")
    keys.press("d")
    walk.expect_focus("select[name=lead]")
    walk.tab_to("select[name=agent]")
    keys.press("ArrowDown")
    walk.tab_to("button[value=assign]")
    walk.enter()
    walk.expect("已派单")
    walk.press("start")
    walk.expect("办理中")
    keys.press("a")
    walk.expect_focus("[data-offer=answer] textarea")
    keys.type("jjj 供电公司已更换变压器，今天恢复正常。")
    # The session ends while somebody types: what was typed is there after signing in again.
    page.context.clear_cookies()
    walk.enter("Control+Enter")
    walk.expect("您写的内容还在")
    walk.look("sign-in-again")
    page.fill("input[name=login]", "sample.admin")
    page.fill("input[name=password]", PASSWORD)
    walk.submit("button.main")
    walk.expect("还没有提交")
    if "供电公司已更换变压器" not in page.locator("[data-offer=answer] textarea").input_value():
        walk.faults.append("what was typed is lost with the session")
    walk.look("ticket-again")
    walk.open(f"/console/tickets/{number}")


def several_at_once(walk):
    page = walk.page
    for at in range(3):
        register(walk.base, f"某某{at}厂", "招不到焊工，一开工就缺人" * 4)
    walk.open("/console/tickets")
    for box in page.locator("input[name=ticket]").all()[:3]:
        box.check()
    walk.look("queue-ticked")
    walk.submit("#batch button[value=accept]")
    walk.expect("受理了")
    walk.look("batch")


def answer(walk):
    walk.open(f"/console/tickets/{walk.ticket['number']}")
    walk.press("note", "电话里说好了")
    walk.press("answer", "供电公司已更换变压器，今天恢复正常。")
    walk.expect("已答复")
    walk.expect("接着办下一张")
    walk.look("ticket-answered")
    walk.submit(".onward")
    walk.expect("厂")


def enterprise(walk):
    """The enterprise looks its ticket up, is content, and says so."""
    page, number = walk.page, walk.ticket["number"]
    walk.open("/tickets")
    walk.look("own-lookup")
    page.fill("input[name=number]", number)
    page.fill("input[name=code]", walk.ticket["code"])
    walk.submit("form button")
    walk.expect("已更换变压器")
    walk.look("own-ticket")
    walk.submit("button[name=act][value=confirm]")
    walk.expect("已办结")
    walk.look("own-rating")
    page.locator("[name=rating][value='5']").check()
    walk.submit("button[name=act][value=rate]")
    walk.open(f"/console/tickets/{number}")
    walk.expect("已办结")
    walk.expect("非常满意")
    walk.look("ticket-closed")


def news(walk):
    """A trouble told in the chat becomes a ticket; what staff do with it appears there at once, and only once."""
    page = walk.page
    walk.open("/")
    for words in ["我们厂在四平铁西，这两天老停电", "同意"]:
        walk.say(words)
    walk.hold("chat-form")
    for words in ["某某机械有限公司", "王某某", "13900000000", "确认提交"]:
        walk.say(words)
    follow = page.locator("a.follow").last.get_attribute("href")
    other = page.context.new_page()
    other.goto(walk.base)
    # The page stays as it is while somebody works elsewhere; it asks by itself too seldom to know so soon.
    walk.page = page.context.new_page()
    walk.open("/console/tickets/" + follow.split("=")[1])
    walk.press("accept")
    walk.page.close()
    walk.page = page
    try:
        page.wait_for_selector(".reply:has-text('已受理') >> visible=true", timeout=5000)
    except Exception:
        walk.faults.append("that the ticket was taken does not appear in the chat by itself")
    page.wait_for_timeout(1000)
    told = [one.locator(".reply:has-text('已受理')").count() for one in (page, other)]
    if told != [1, 1]:
        walk.faults.append(f"two windows of one conversation tell the news {told} times")
    other.close()
    walk.look("chat-news")
    page.reload()
    page.wait_for_timeout(1000)
    told = page.locator(".exchange").last.inner_text()
    if page.locator(".exchange:not(:has(.mine))").count() != 1:
        walk.faults.append(f"the news are not told once: {told}")


def upkeep(walk):
    """The other pages, with something in them."""
    page = walk.page
    walk.open("/console/staff")
    page.fill("input[name=login]", "sample.agent")
    page.fill("input[name=name]", "某经办")
    walk.submit("form[action='/console/staff'] button.main")
    walk.expect("只显示这一次")
    for path in ["", "/tickets?status=all", "/tickets?category=none", "/causes", "/letters", "/roster", "/staff", "/staff/sample.agent", "/audit", "/nowhere"]:
        walk.open("/console" + path)
        walk.look("console" + path.replace("/", "-").replace("?", "-"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("--axe", type=lambda path: pathlib.Path(path).read_text())
    parser.add_argument("--shots")
    given = parser.parse_args()
    walked = walk(given.program, given.shots, given.axe)
    print("\n".join(walked.faults) or "the chat holds, and one ticket was walked from the first sign-in to 已办结")
    print(f"{walked.looked} pages looked at, {walked.checked} checks for accessibility, {len(walked.faults)} faults")
    sys.exit(1 if walked.faults else 0)
