//! An overview against the evaluation that gives reasons: the same truths, the same statuses, however the facts came in.

use super::cases::{Fragment, fragment};
use super::soundness::{self, NAMES, Random};
use crate::engine::error::{ErrorKind, ValueError};
use crate::engine::possible::Possible;
use crate::engine::session::truth;
use crate::engine::set::BitSet;
use crate::engine::{
    Amounts, BenefitVerdict, NO_AMOUNT, NOT_ASKED, News, Session, Status, StatusCounts, TotalAmount, Totals, Truth,
    decimal, evaluate::View, kleene, overview,
};
use crate::model::Id;
use policy_kernel::{Groups, Kind, Links, State};
use proptest::prelude::*;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What a session says that has never looked at anything but verdicts, and of conditions before they were gone into.
fn expected(session: &Session) -> (Vec<Status>, Vec<Truth>, Vec<(i64, i64)>) {
    let mut other = session.afresh();
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

/// What a session says at a glance; and that its sums are those of a session that has looked at everything at once, that they
/// are its totals without the policies, and that nothing has changed but what it says has.
fn glanced(session: &mut Session) -> (Vec<Status>, Vec<Truth>, Vec<(i64, i64)>) {
    let mut other = session.afresh();
    assert_eq!((session.counts(), session.sums()), (other.counts(), other.sums()));
    assert_eq!(session.totals(), other.totals());
    let Totals { statuses, amounts, .. } = session.totals();
    let StatusCounts { eligible, review, undetermined, ineligible, not_in_force } = statuses;
    let counts = [eligible, review, undetermined, ineligible, not_in_force];
    assert_eq!(counts, session.counts().map(|count| count as usize));
    let kinds = session.calculator().sums();
    let sums = kinds.into_iter().zip(session.sums()).filter_map(|((kind, per), sum)| {
        let (least, most) = sum?;
        let text = |cents: i64| decimal::money_text(Decimal::new(cents, 2));
        Some((kind, per, text(least), most.map(text)))
    });
    let totals = amounts.into_iter().map(|TotalAmount { kind, per, min, max, .. }| (kind, per, min, max));
    assert_eq!(sums.collect::<Vec<_>>(), totals.collect::<Vec<_>>());
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

/// The policies that differ from before although the session does not say so.
fn news(session: &mut Session, before: &(Vec<Status>, Amounts)) -> Vec<usize> {
    let starts = session.calculator().benefit_starts().to_vec();
    let (news, statuses, amounts) = session.glanced(false);
    let News::Policies(told) = news else { return Vec::new() };
    let ends = |amounts: &Amounts, policy: usize| {
        let places = starts[policy] as usize..starts[policy + 1] as usize;
        (amounts.least()[places.clone()].to_vec(), amounts.most()[places].to_vec())
    };
    let differs =
        |policy: &usize| statuses[*policy] != before.0[*policy] || ends(amounts, *policy) != ends(&before.1, *policy);
    let is_told = |policy: &usize| told.iter().any(|told| *told as usize == *policy);
    (0..statuses.len()).filter(differs).filter(|policy| !is_told(policy)).collect()
}

/// Every truth there is: can be true, false, an error; open for facts, for a judge.
fn truths() -> Vec<Possible> {
    let bit = |number: u32, bit: u32| number >> bit & 1 == 1;
    let error = ValueError { kind: ErrorKind::Empty, origin: Id::from_index(0) };
    let truth = |number: u32| {
        let facts = if bit(number, 3) { BitSet::one(0) } else { BitSet::EMPTY };
        let error = bit(number, 2).then_some(error);
        Possible { error, facts, judged: bit(number, 4), ..Possible::truth(bit(number, 0), bit(number, 1)) }.settled()
    };
    (0..32).filter(|number| number & 7 != 0).map(truth).collect()
}

/// What groups of each kind over the same leaves come to.
fn combined(leaves: &[State], kinds: &[Kind]) -> Vec<State> {
    let parts = Links::new(kinds.len(), &|tell| {
        for group in 0..kinds.len() {
            (0..leaves.len()).for_each(|leaf| tell(group, leaf as u32));
        }
    });
    let groups = Groups::new(leaves.len(), kinds.to_vec(), parts);
    let mut states = leaves.to_vec();
    states.resize(groups.node_count(), State::default());
    groups.settle(&mut states, &mut groups.nothing());
    states.split_off(leaves.len())
}

#[test]
fn bytes_combine_like_the_truths_they_stand_for() {
    let truths = truths();
    let state_of = overview::state_of;
    let check = |operands: &[&Possible]| {
        let leaves: Vec<State> = operands.iter().map(|operand| state_of(operand)).collect();
        let of = || operands.iter().copied();
        let counts = 0..=operands.len() + 1;
        let kinds = [Kind::All, Kind::Any].into_iter().chain(counts.clone().map(|needed| Kind::AtLeast(needed as u32)));
        let kinds: Vec<Kind> = kinds.collect();
        let expected = [kleene::all(of()), kleene::any(of())].into_iter();
        let expected = expected.chain(counts.map(|needed| kleene::at_least(needed, of())));
        let expected: Vec<State> = expected.map(|truth| state_of(&truth)).collect();
        assert_eq!(combined(&leaves, &kinds), expected, "{kinds:?} of {operands:?}");
    };
    check(&[]);
    for a in &truths {
        let state = state_of(a);
        assert_eq!(combined(&[state], &[Kind::Not]), [state_of(&kleene::not(a))], "not {a:?}");
        assert_eq!(state.truth(), truth(a), "{a:?}");
        assert_eq!(state.is_open(), !a.is_settled(), "{a:?}");
        check(&[a]);
        for b in &truths {
            check(&[a, b]);
            truths.iter().for_each(|c| check(&[a, b, c]));
        }
    }
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
                let before = (session.statuses().to_vec(), session.amounts(false).clone());
                session.glanced(false);
                session.set(NAMES[fact], input).unwrap();
                let is_news = news(&mut session, &before);
                prop_assert!(is_news.is_empty(), "{is_news:?} have changed: {:?}", rules.catalog);
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
