//! The engine's own tests, and a small catalog maker for them: what the compiler would make, by hand and in few words.

#[cfg(feature = "lang")]
mod beforehand;
mod cases;
mod credit_code;
#[cfg(feature = "lang")]
mod lists;
mod operators;
mod overview;
mod profiles;
#[cfg(feature = "lang")]
mod records;
mod soundness;
mod verdicts;

use super::decimal;
use super::{Calculator, Input, Session};
use crate::model::*;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A catalog being made.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) catalog: Catalog,
}

pub(crate) fn number(text: &str) -> Decimal {
    decimal::read(text).unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn json(text: &str) -> Input {
    Input::from(&serde_json::from_str::<serde_json::Value>(text).unwrap())
}

/// `>= 0`
pub(crate) fn from_zero() -> Bounds {
    Bounds { min: Some(Bound::inclusive(Decimal::ZERO)), max: None }
}

pub(crate) fn between(low: i64, high: i64) -> Bounds {
    let bound = |value| Some(Bound::inclusive(Decimal::from(value)));
    Bounds { min: bound(low), max: bound(high) }
}

impl Rules {
    pub(crate) fn fact_of(&mut self, name: &str, value_type: Type, step: Option<&str>, domain: Bounds) -> ExpressionId {
        let years = if matches!(value_type, Type::Series(_)) { 3 } else { 0 };
        let fact = self.catalog.facts.push(Fact {
            name: name.to_owned(),
            value_type,
            years,
            step: step.map(number),
            domain,
            label: Text::chinese(name),
            ask: None,
            find: None,
            section: "一般".to_owned(),
            ask_unit: None,
            brackets: Vec::new(),
            can_change: CanChange::No,
            earliest: None,
            fields: Vec::new(),
            key: Vec::new(),
            format: None,
            tells: Vec::new(),
        });
        self.push(Expression::Fact(fact))
    }

    pub(crate) fn fact(&mut self, name: &str, value_type: Type) -> ExpressionId {
        let (step, domain) = match &value_type {
            Type::Money => (Some("0.01"), from_zero()),
            Type::Date | Type::Period | Type::Days | Type::Quantity(_) => (Some("1"), Bounds::ANY),
            Type::Series(each) if **each == Type::Money => (Some("0.01"), from_zero()),
            _ => (None, Bounds::ANY),
        };
        self.fact_of(name, value_type, step, domain)
    }

    /// A list of codes; `a/b` is below `a`.
    pub(crate) fn list(&mut self, name: &str, codes: &[&str]) -> ListId {
        let items = codes.iter().map(|path| {
            let (parent, code) = path.rsplit_once('/').map_or((None, *path), |(above, code)| (Some(above), code));
            let parent = parent.map(|above| codes.iter().position(|path| path == &above).unwrap() as u32);
            ListItem { code: code.to_owned(), label: Text::chinese(code), parent }
        });
        self.catalog.lists.push(List { name: name.to_owned(), items: items.collect() })
    }

    pub(crate) fn push(&mut self, expression: Expression) -> ExpressionId {
        self.catalog.expressions.push(expression)
    }

    pub(crate) fn number(&mut self, text: &str) -> ExpressionId {
        self.push(Expression::Constant(Value::Number(number(text))))
    }

    pub(crate) fn truth(&mut self, truth: bool) -> ExpressionId {
        self.push(Expression::Constant(Value::Boolean(truth)))
    }

    pub(crate) fn compare(&mut self, left: ExpressionId, sign: &str, right: ExpressionId) -> ExpressionId {
        let comparison = match sign {
            "=" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            _ => Comparison::GreaterOrEqual,
        };
        self.push(Expression::Compare { comparison, left, right })
    }

    pub(crate) fn arithmetic(&mut self, left: ExpressionId, sign: &str, right: ExpressionId) -> ExpressionId {
        let operator = match sign {
            "+" => Operator::Add,
            "-" => Operator::Subtract,
            "*" => Operator::Multiply,
            "/" => Operator::Divide,
            _ => Operator::Power,
        };
        self.push(Expression::Arithmetic { operator, left, right })
    }

    pub(crate) fn call(&mut self, function: Function, arguments: &[ExpressionId]) -> ExpressionId {
        self.push(Expression::Call { function, arguments: arguments.to_vec() })
    }

    pub(crate) fn table(
        &mut self,
        hit: Hit,
        rows: &[(ExpressionId, ExpressionId)],
        otherwise: Option<ExpressionId>,
    ) -> ExpressionId {
        let rows = rows.iter().map(|(when, then)| TableRow { when: *when, then: *then, clause: None }).collect();
        let table = self.catalog.tables.push(Table { hit, rows, otherwise, list: None });
        self.push(Expression::Table(table))
    }

    pub(crate) fn define(&mut self, name: &str, value_type: Type, body: ExpressionId) -> ExpressionId {
        let definition =
            Definition { name: name.to_owned(), policy: None, value_type, body, label: None, source: None };
        let definition = self.catalog.definitions.push(definition);
        self.push(Expression::Definition(definition))
    }

    pub(crate) fn condition(&mut self, kind: ConditionKind) -> ConditionId {
        let clause = format!("第{}条", self.catalog.conditions.len() + 1);
        let clause = Some(self.catalog.texts.add(&clause));
        self.catalog.conditions.push(Condition { kind, id: None, says: None, clause, source: None, fix: None })
    }

    pub(crate) fn named(&mut self, id: &str, kind: ConditionKind) -> ConditionId {
        let condition = self.condition(kind);
        self.catalog.conditions[condition].id = Some(self.catalog.texts.add(id));
        condition
    }

    pub(crate) fn test(&mut self, expression: ExpressionId) -> ConditionId {
        self.condition(ConditionKind::Test(expression))
    }

    pub(crate) fn policy(&mut self, id: &str, eligible: ConditionId, benefits: Vec<Benefit>) -> PolicyId {
        let texts = &mut self.catalog.texts;
        let number = Some(texts.add(&format!("{id}号")));
        let (title, level) = (texts.add_words(&Text::chinese(id)), texts.add("国家"));
        let source = self.catalog.sources.push(Source { number, ..Source::default() });
        self.catalog.policies.push(Policy {
            id: id.to_owned(),
            title,
            summary: None,
            kind: PolicyKind::Policy,
            level,
            authority: None,
            sources: vec![source],
            state: State::InForce,
            from: When::Open,
            to: When::Open,
            supersedes: Vec::new(),
            survives: Vec::new(),
            delivery: Delivery::Automatic,
            windows: Vec::new(),
            eligible,
            benefits,
            materials: Vec::new(),
            apply: None,
        })
    }

    pub(crate) fn calculator(&self) -> Arc<Calculator> {
        Arc::new(Calculator::new(Arc::new(self.catalog.clone())).unwrap())
    }

    pub(crate) fn open(&self) -> Session {
        Session::open(self.calculator(), date("2026-11-23"), Language::Chinese)
    }

    /// A session on facts given as a JSON object; all of them must be good.
    pub(crate) fn with(&self, facts: &str) -> Session {
        let mut session = self.open();
        let Input::Object(facts) = json(facts) else { panic!("not an object") };
        assert_eq!(session.set_all(&facts), []);
        session
    }

    /// What an expression is, as `policy feel` would print it.
    pub(crate) fn value(&self, expression: ExpressionId, value_type: Type, facts: &str) -> String {
        let mut rules = Rules { catalog: self.catalog.clone() };
        rules.define("它", value_type, expression);
        serde_json::to_string(&rules.with(facts).value_of("它", None)).unwrap()
    }
}

/// A catalog with something of everything.
pub(crate) fn sample() -> Rules {
    let mut rules = Rules::default();
    let unit = rules.catalog.units.push(Unit { name: "人".to_owned(), label: Text::new("人", "people") });
    let list = rules.list("地区", &["440300", "440300/440305", "440600"]);
    let money = rules.fact("收入", Type::Money);
    let series = rules.fact("营收", Type::Series(Box::new(Type::Money)));
    let people = rules.fact("人数", Type::Quantity(unit));
    let place = rules.fact("注册地", Type::Choice(list));
    let limit = rules.number("3000000");
    let small = rules.compare(money, "<=", limit);
    let here = rules.push(Expression::OneOf { subject: place, codes: vec![1] });
    let last = rules.push(Expression::Item { series, index: -1 });
    let each = rules.arithmetic(last, "/", people);
    let table = rules.table(Hit::First, &[(small, last), (here, each)], Some(limit));
    let named = rules.define("额", Type::Money, table);
    let parameter = rules.catalog.parameters.push(Parameter {
        name: "比例".to_owned(),
        value_type: Type::Percent,
        by: Some(list),
        rows: vec![ParameterRow {
            at: Some(0),
            from: date("2017-01-01"),
            value: ParameterValue::Known(Value::Number(number("0.015"))),
            source: None,
        }],
    });
    let rate = rules.push(Expression::Parameter { parameter, place: Some(place) });
    let amount = rules.arithmetic(named, "*", rate);
    let (small, here) = (rules.test(small), rules.test(here));
    let judged = rules.condition(ConditionKind::Judged(None));
    let some = rules.condition(ConditionKind::AtLeast(1, vec![here, judged]));
    let root = rules.condition(ConditionKind::All(vec![small, some]));
    let policy = rules.policy("样例", root, vec![grant(amount)]);
    rules.catalog.policies[policy].windows.push(Window::Yearly { opens: (3, 1), closes: (5, 31) });
    rules.catalog.groups.push(Group {
        name: "组".to_owned(),
        says: None,
        members: vec![policy],
        at_most: Some(1),
        each_cap: None,
        cap: Some(limit),
        per: None,
        highest_difference: None,
        source: None,
    });
    rules
}

/// A cash grant of a formula, paid once.
pub(crate) fn grant(formula: ExpressionId) -> Benefit {
    Benefit {
        kind: BenefitKind::Grant,
        says: None,
        when: None,
        amount: Amount::Formula(formula),
        cap: None,
        at_least: None,
        step: None,
        certainty: Certainty::Formula,
        measure: Measure::Cash,
        per: Per::Once,
        clause: None,
        source: None,
        reference: false,
        depends_on: Vec::new(),
    }
}
