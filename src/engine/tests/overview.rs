//! An overview against the evaluation that gives reasons: the same truths, the same statuses, however the facts came in.

use super::cases::{Fragment, fragment};
use super::soundness::{self, NAMES, Random};
use crate::engine::session::truth;
use crate::engine::{BenefitVerdict, NO_AMOUNT, NOT_ASKED, Session, Status, Truth, evaluate::View};
use proptest::prelude::*;
use rust_decimal::prelude::ToPrimitive;

/// What a session says that has never looked at anything but verdicts, and of conditions before they were gone into.
fn expected(session: &Session) -> (Vec<Status>, Vec<Truth>, Vec<(i64, i64)>) {
    let mut other = session.on(session.as_of());
    let truths = session.catalog().conditions.ids().map(|id| truth(other.truth(id))).collect();
    let verdicts = other.verdicts().verdicts;
    let cents = |amount: &Option<String>| {
        let amount: Option<rust_decimal::Decimal> = amount.as_ref().map(|amount| amount.parse().unwrap());
        amount.map_or(NO_AMOUNT, |amount| (amount * rust_decimal::Decimal::from(100)).to_i64().unwrap())
    };
    let amounts = verdicts.iter().flat_map(|verdict| {
        let is_had = !matches!(verdict.status, Status::Ineligible | Status::NotInForce);
        let ends = |benefit: &BenefitVerdict| (cents(&benefit.min), cents(&benefit.max));
        verdict.benefits.iter().map(move |benefit| if is_had { ends(benefit) } else { (NO_AMOUNT, NO_AMOUNT) })
    });
    (verdicts.iter().map(|verdict| verdict.status).collect(), truths, amounts.collect())
}

/// What a session says at a glance.
fn glanced(session: &mut Session) -> (Vec<Status>, Vec<Truth>, Vec<(i64, i64)>) {
    let some = session.amounts(false).clone();
    let amounts = session.amounts(true);
    for (some, all) in some.least().iter().zip(amounts.least()).chain(some.most().iter().zip(amounts.most())) {
        assert!(some == all || *some == NOT_ASKED, "{some} and {all}");
    }
    let amounts = amounts.least().iter().copied().zip(amounts.most().iter().copied()).collect();
    let (statuses, all) = (session.statuses().to_vec(), session.truths());
    let truths = session.calculator().nodes().iter().map(|node| all[*node as usize]).collect();
    (statuses, truths, amounts)
}

proptest! {
    #![proptest_config(soundness::cases())]

    /// Of any rules, whatever is known, and whichever way it became known.
    #[test]
    fn says_what_verdicts_say(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3, 4, 5, 6, 7]).prop_shuffle(), choices in prop::array::uniform8(0usize..4), bounds in prop::array::uniform8(0usize..6)) {
        let Random { rules, .. } = soundness::random(&bytes);
        let calculator = rules.calculator();
        let values = soundness::all_values();
        let mut session = soundness::open(&calculator);
        for fact in order {
            let value = &values[fact][choices[fact] % values[fact].len()];
            let bounded = soundness::knowledge(fact, bounds[fact]);
            for input in bounded.iter().map(|(input, _)| input).chain([value]) {
                session.set(NAMES[fact], input).unwrap();
                prop_assert_eq!(glanced(&mut session), expected(&session), "{:?}", rules.catalog);
            }
        }
        session.clear(NAMES[order[0]]);
        session.clear(NAMES[order[5]]);
        prop_assert_eq!(glanced(&mut session), expected(&session));
    }

    /// Of rules that compare facts with constants, which is what overviews are laid out for.
    #[test]
    fn says_what_verdicts_say_of_comparisons(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3]).prop_shuffle(), choices in prop::array::uniform4(0usize..8)) {
        let Fragment { rules, facts, .. } = fragment(&bytes);
        let mut session = rules.open();
        prop_assert_eq!(glanced(&mut session), expected(&session), "{:?}", rules.catalog);
        for position in order.into_iter().filter(|position| *position < facts.len()) {
            let (name, values) = &facts[position];
            session.set(name, &values[choices[position] % values.len()]).unwrap();
            prop_assert_eq!(glanced(&mut session), expected(&session), "{:?}", rules.catalog);
        }
    }
}
