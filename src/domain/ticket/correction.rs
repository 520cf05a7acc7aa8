//! What an enterprise told is put right: an event of its own, so that what stood there before is still known.

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::phone::Phone;

/// Something that an enterprise has told and that can be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 企业名称
    Enterprise,
    /// 联系人
    Contact,
    /// 电话
    Phone,
    /// 地区
    Region,
    /// 情况
    Description,
}

impl Field {
    /// Every field, with what people call it.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Enterprise, "企业名称"),
        (Self::Contact, "联系人"),
        (Self::Phone, "电话"),
        (Self::Region, "所在地"),
        (Self::Description, "情况"),
    ];

    /// What people call it.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// New values for some of the fields; the others stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    /// The enterprise's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<String>,
    /// Whom to speak to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// How to reach them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// The region's official name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Correction {
    /// The fields with their values, in the order of [`Field::ALL`].
    pub fn values(&self) -> impl Iterator<Item = (Field, &str)> {
        let Self { enterprise, contact, phone, region, description } = self;
        let values = [
            (Field::Enterprise, enterprise.as_deref()),
            (Field::Contact, contact.as_deref()),
            (Field::Phone, phone.as_ref().map(Phone::as_str)),
            (Field::Region, region.as_deref()),
            (Field::Description, description.as_deref()),
        ];
        values.into_iter().filter_map(|(field, value)| Some((field, value?)))
    }

    /// Only what differs from what a draft says.
    #[must_use]
    pub fn differing(self, draft: &Draft) -> Self {
        Self {
            enterprise: self.enterprise.filter(|value| *value != draft.enterprise),
            contact: self.contact.filter(|value| *value != draft.contact),
            phone: self.phone.filter(|value| draft.phone.as_ref() != Some(value)),
            region: self.region.filter(|value| draft.region.as_ref() != Some(value)),
            description: self.description.filter(|value| *value != draft.description),
        }
    }

    /// What a draft says now in the fields that it changes.
    #[must_use]
    pub fn before(&self, draft: &Draft) -> Self {
        Self {
            enterprise: self.enterprise.as_ref().map(|_| draft.enterprise.clone()),
            contact: self.contact.as_ref().map(|_| draft.contact.clone()),
            phone: self.phone.as_ref().and_then(|_| draft.phone.clone()),
            region: self.region.as_ref().and_then(|_| draft.region.clone()),
            description: self.description.as_ref().map(|_| draft.description.clone()),
        }
    }

    /// Puts a draft right.
    pub(super) fn apply(&self, draft: &mut Draft) {
        let Self { enterprise, contact, phone, region, description } = self.clone();
        draft.enterprise = enterprise.unwrap_or_else(|| std::mem::take(&mut draft.enterprise));
        draft.contact = contact.unwrap_or_else(|| std::mem::take(&mut draft.contact));
        draft.phone = phone.or_else(|| draft.phone.take());
        draft.region = region.or_else(|| draft.region.take());
        draft.description = description.unwrap_or_else(|| std::mem::take(&mut draft.description));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            enterprise: "某厂".into(),
            credit_code: None,
            contact: "王经理".into(),
            phone: Phone::new("13900000000").ok(),
            region: None,
            category: None,
            description: "经常停电".into(),
        }
    }

    #[test]
    fn only_what_is_named_and_differs_is_put_right() {
        let told = Correction {
            contact: Some("李会计".into()),
            phone: Phone::new("139 0000 0000").ok(),
            region: Some("四平市".into()),
            ..Correction::default()
        };
        let told = told.differing(&draft());
        assert_eq!(told.values().map(|(field, _)| field).collect::<Vec<_>>(), [Field::Contact, Field::Region]);
        let was = told.before(&draft());
        assert_eq!(was.values().collect::<Vec<_>>(), [(Field::Contact, "王经理")], "there was no region");
        let mut right = draft();
        told.apply(&mut right);
        assert_eq!((right.contact.as_str(), right.region.as_deref()), ("李会计", Some("四平市")));
        assert_eq!((right.enterprise, right.phone), (draft().enterprise, draft().phone));
    }

    #[test]
    fn every_field_stands_in_its_place() {
        assert!(Field::ALL.iter().enumerate().all(|(place, (field, _))| *field as usize == place));
    }
}
