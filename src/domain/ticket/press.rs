//! What a button about a ticket sends: it stays valid for as long as the ticket does.

use std::fmt;
use std::str::FromStr;

use super::number::TicketNumber;
use super::state::Rating;
use crate::domain::ids::DeskId;

/// What is to be done with a ticket at the press of a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PressAct {
    /// Show it.
    Show,
    /// The enterprise says that it is solved.
    Solved,
    /// The enterprise says that it is not.
    Unsolved,
    /// The enterprise wants to add something.
    Supply,
    /// The enterprise takes it back, and is asked whether it means it.
    Withdraw,
    /// The enterprise takes it back and means it.
    WithdrawSurely,
    /// The enterprise says how content it is.
    Rate(Rating),
    /// Staff take it.
    Accept,
    /// Staff choose whom to give it to.
    Assign,
    /// Staff have chosen nobody: the buttons as they were before.
    Back,
    /// Staff give it to a desk.
    AssignTo {
        /// The desk.
        desk: DeskId,
        /// The version of the ticket for which the desk was chosen.
        version: u32,
    },
    /// Staff gave it to a desk by its place in a list that may have another order by now.
    AssignByPlace,
}

/// A press of a button about a ticket, written `t1.WZ-20260105-0001.solved`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// The ticket.
    pub number: TicketNumber,
    /// What is to be done.
    pub act: PressAct,
}

/// Says that a payload is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a press about a ticket")]
pub struct ForeignPress;

/// Opens the choice of a desk; the desk's id and the version follow.
const GIVE: &str = "give-";

/// Payloads about tickets begin so; the digit is the version of their form.
const PREFIX: &str = "t1";

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}.{}.", self.number)?;
        match &self.act {
            PressAct::Show => f.write_str("show"),
            PressAct::Solved => f.write_str("solved"),
            PressAct::Unsolved => f.write_str("unsolved"),
            PressAct::Supply => f.write_str("supply"),
            PressAct::Withdraw => f.write_str("withdraw"),
            PressAct::WithdrawSurely => f.write_str("withdrawn"),
            PressAct::Rate(rating) => write!(f, "rate{}", rating.points()),
            PressAct::Accept => f.write_str("accept"),
            PressAct::Assign => f.write_str("assign"),
            PressAct::Back => f.write_str("back"),
            PressAct::AssignTo { desk, version } => write!(f, "{GIVE}{desk}-{version}"),
            PressAct::AssignByPlace => f.write_str("to0v0"),
        }
    }
}

impl FromStr for Press {
    type Err = ForeignPress;

    fn from_str(payload: &str) -> Result<Self, ForeignPress> {
        let mut parts = payload.split('.');
        let (Some(PREFIX), Some(number), Some(act), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ForeignPress);
        };
        let number = number.parse().map_err(|_| ForeignPress)?;
        let act = match act {
            "show" => PressAct::Show,
            "solved" => PressAct::Solved,
            "unsolved" => PressAct::Unsolved,
            "supply" => PressAct::Supply,
            "withdraw" => PressAct::Withdraw,
            "withdrawn" => PressAct::WithdrawSurely,
            "accept" => PressAct::Accept,
            "assign" => PressAct::Assign,
            "back" => PressAct::Back,
            other => Self::numbered(other).ok_or(ForeignPress)?,
        };
        Ok(Self { number, act })
    }
}

impl Press {
    /// The longest id of a desk, in bytes, with which a choice of it fits into a button, whatever the ticket.
    pub const MAX_DESK_ID: usize = 22;

    fn numbered(text: &str) -> Option<PressAct> {
        if let Some(points) = text.strip_prefix("rate") {
            return Rating::new(points.parse().ok()?).ok().map(PressAct::Rate);
        }
        if let Some(choice) = text.strip_prefix(GIVE) {
            let (desk, version) = choice.rsplit_once('-')?;
            return Some(PressAct::AssignTo { desk: DeskId::new(desk).ok()?, version: version.parse().ok()? });
        }
        let (place, version) = text.strip_prefix("to")?.split_once('v')?;
        let numbers = place.parse::<u16>().is_ok() && version.parse::<u32>().is_ok();
        numbers.then_some(PressAct::AssignByPlace)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Telegram's limit for `callback_data`, in bytes.
    const MAX_PAYLOAD: usize = 64;

    #[test]
    fn a_press_reads_back_and_fits_into_a_button() {
        let number = TicketNumber::new(date(2026, 1, 5), u32::MAX);
        let rating = Rating::new(5).unwrap();
        let named = [PressAct::Show, PressAct::Solved, PressAct::Unsolved, PressAct::Supply, PressAct::Withdraw];
        let staff = [PressAct::WithdrawSurely, PressAct::Accept, PressAct::Assign, PressAct::Back];
        let desk = DeskId::new("x".repeat(Press::MAX_DESK_ID)).unwrap();
        let farthest = PressAct::AssignTo { desk, version: u32::MAX };
        let acts = named.into_iter().chain(staff).chain([PressAct::Rate(rating), farthest]);
        for act in acts {
            let press = Press { number: number.clone(), act };
            assert!(press.to_string().len() <= MAX_PAYLOAD);
            assert_eq!(press.to_string().parse(), Ok(press));
        }
        for foreign in [
            "",
            "b1.3",
            "t1.WZ-20260105-0001",
            "t1.WZ-20260105-0001.rate9",
            "t1.x.solved",
            "t1.WZ-20260105-0001.to-1v1",
            "t1.WZ-20260105-0001.to1",
            "t1.WZ-20260105-0001.give-jilin-power",
            "t1.WZ-20260105-0001.give--1",
        ] {
            assert_eq!(foreign.parse::<Press>(), Err(ForeignPress), "{foreign}");
        }
    }

    #[test]
    fn a_desk_is_chosen_by_its_id_and_never_by_a_place() {
        let act = |payload: &str| payload.parse::<Press>().map(|press| press.act);
        let power = PressAct::AssignTo { desk: DeskId::new("jilin-power").unwrap(), version: 3 };
        assert_eq!(act("t1.WZ-20260105-0001.give-jilin-power-3"), Ok(power));
        assert_eq!(act("t1.WZ-20260105-0001.to12v1"), Ok(PressAct::AssignByPlace));
    }
}
