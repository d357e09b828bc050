//! The types of values, units and closed vocabularies (language, section 2).

use super::{Id, Text};

/// The type of a fact, a definition or an expression.
///
/// Everything that is ordered (numbers, percent, money, quantities, dates, periods, days) is one decimal to the engine; the
/// type says what it counts: 元 for money, days since 1970-01-01 for a date, months for a period.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `true` or `false`
    Boolean,
    /// a bare number; `integer` facts are numbers with step 1
    Number,
    /// a share; 5% is the number 0.05
    Percent,
    /// an amount in 元
    Money,
    /// a number of a declared unit, such as 30人
    Quantity(UnitId),
    /// a calendar day
    Date,
    /// years and months
    Period,
    /// a number of days
    Days,
    /// free text
    Text,
    /// one code of a list
    Choice(ListId),
    /// a set of codes of a list
    Choices(ListId),
    /// one value a year, oldest first, of an ordered type
    Series(Box<Type>),
    /// values of one type in order
    List(ElementId),
    /// named values
    Record(RecordId),
}

impl Type {
    /// Whether values of this type are one decimal, and therefore ordered.
    pub fn is_ordered(&self) -> bool {
        matches!(
            self,
            Type::Number | Type::Percent | Type::Money | Type::Quantity(_) | Type::Date | Type::Period | Type::Days
        )
    }
}

/// The number of the type of a list's elements in the catalog.
pub type ElementId = Id<Type>;

/// The number of a record type in the catalog.
pub type RecordId = Id<Record>;

/// The type of named values that stand together: one loan with its amount, its rate and its day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// Names and types, in order. Two records with the same fields are of one type.
    pub fields: Vec<(String, Type)>,
}

impl Record {
    /// The position and type of the field of that name.
    pub fn field(&self, name: &str) -> Option<(u32, &Type)> {
        let index = self.fields.iter().position(|(known, _)| known == name)?;
        Some((u32::try_from(index).ok()?, &self.fields.get(index)?.1))
    }
}

/// The number of a unit in the catalog.
pub type UnitId = Id<Unit>;

/// A declared unit of counting or measuring: 人, ㎡, kWh.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As written after a number.
    pub name: String,
    /// What it is called.
    pub label: Text,
}

/// The number of a list in the catalog.
pub type ListId = Id<List>;

/// A closed vocabulary. A list whose items have parents is a tree; a fact's value is always a leaf of it.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its unique name.
    pub name: String,
    /// Its codes, in the author's order. INVARIANT: a parent stands before its children.
    pub items: Vec<ListItem>,
}

/// One code of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// As rules and profiles write it.
    pub code: String,
    /// As readers see it.
    pub label: Text,
    /// The position of the code above it in a tree.
    pub parent: Option<u32>,
}

impl List {
    /// The position of `code`.
    pub fn position(&self, code: &str) -> Option<u32> {
        self.items.iter().position(|item| item.code == code).and_then(|index| u32::try_from(index).ok())
    }

    /// The item at `position`.
    pub fn item(&self, position: u32) -> Option<&ListItem> {
        self.items.get(position as usize)
    }

    /// Whether no code stands below this one.
    pub fn is_leaf(&self, position: u32) -> bool {
        self.items.iter().all(|item| item.parent != Some(position))
    }

    /// Whether `position` is `ancestor` or stands below it.
    pub fn is_within(&self, position: u32, ancestor: u32) -> bool {
        let mut current = Some(position);
        while let Some(here) = current {
            if here == ancestor {
                return true;
            }
            current = self.item(here).and_then(|item| item.parent);
        }
        false
    }

    /// The leaves of the subtree below `position`: itself, if it is one. Ascending.
    pub fn leaves_within(&self, position: u32) -> Vec<u32> {
        if self.item(position).is_some() && self.is_leaf(position) {
            return vec![position];
        }
        self.leaves().filter(|leaf| self.is_within(*leaf, position)).collect()
    }

    /// The fewest codes below which stand exactly these leaves, ascending: inner codes, and leaves whose siblings are missing.
    pub fn covering(&self, leaves: &[u32]) -> Vec<u32> {
        let is_full = |position: u32| self.leaves_within(position).iter().all(|leaf| leaves.contains(leaf));
        let full: Vec<u32> =
            (0u32..).zip(&self.items).map(|(position, _)| position).filter(|it| is_full(*it)).collect();
        let above = |position: u32| self.item(position).and_then(|item| item.parent);
        full.iter().copied().filter(|it| above(*it).is_none_or(|parent| !full.contains(&parent))).collect()
    }

    /// All leaves, ascending.
    pub fn leaves(&self) -> impl Iterator<Item = u32> + '_ {
        let mut inner = vec![false; self.items.len()];
        for item in &self.items {
            if let Some(flag) = item.parent.and_then(|parent| inner.get_mut(parent as usize)) {
                *flag = true;
            }
        }
        inner.into_iter().enumerate().filter(|(_, inner)| !inner).filter_map(|(index, _)| u32::try_from(index).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_covered_by_the_fewest_codes() {
        let item = |code: &str, parent| ListItem { code: code.into(), label: Text::default(), parent };
        let items =
            vec![item("a", None), item("a1", Some(0)), item("a2", Some(0)), item("b", None), item("b1", Some(3))];
        let list = List { name: "区".into(), items };
        for (leaves, expected) in
            [(&[1, 2][..], &[0][..]), (&[1], &[1]), (&[1, 4], &[1, 3]), (&[1, 2, 4], &[0, 3]), (&[], &[])]
        {
            assert_eq!(list.covering(leaves), expected, "{leaves:?}");
        }
    }
}
