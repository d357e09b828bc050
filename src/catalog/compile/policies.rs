//! Policies: where they come from, how long they hold, what they ask and what they give.

use super::super::examples::Subject;
use super::super::fields::{self, Fields, entries, localized, scalar, wrong_kind};
use super::super::yaml::{Kind, Node, Scalar};
use super::Compiler;
use crate::lang::diagnostic::Diagnostic;
use crate::lang::suggest::near;
use crate::model::{
    Amount, Apply, Benefit, BenefitKind, Certainty, ConditionId, Confidence, Date, Delivery, ExpressionId, Grade,
    Material, Measure, Per, Policy, PolicyId, PolicyKind, SourceId, State, Text, TextId, Type, When, Window, Words,
    limits,
};

/// What a benefit computes, compiled.
struct Formulas {
    when: Option<ConditionId>,
    amount: Amount,
    /// `cap`, `at_least` and `step`.
    limits: [Option<ExpressionId>; 3],
}

impl<'d> Compiler<'d> {
    pub(super) fn compile_policies(&mut self) {
        for index in 0..self.policies.len() {
            let Some((name, node)) = self.policies.get(index) else { continue };
            let (name, node): (Scalar, &'d Node) = (name.clone(), node);
            let id = PolicyId::from_index(index);
            self.policy = Some(id);
            let policy = self.policy_of(id, &name, node);
            self.policy = None;
            // A policy with faults keeps its place, so that ids stay the positions they were declared at.
            let policy = policy.unwrap_or_else(|| placeholder(name.text(), self.texts.add("")));
            self.catalog.policies.push(policy);
        }
    }

    fn policy_of(&mut self, id: PolicyId, name: &Scalar, node: &'d Node) -> Option<Policy> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let title = fields.required("title");
        let title = title.and_then(|node| localized(node, &mut self.diagnostics));
        let title = self.texts.maybe_words(title);
        let summary = self.texts.maybe_words(fields.localized("summary", &mut self.diagnostics));
        let kinds = [
            ("policy", PolicyKind::Policy),
            ("space", PolicyKind::Space),
            ("service", PolicyKind::Service),
            ("market", PolicyKind::Market),
            ("talent", PolicyKind::Talent),
            ("fund", PolicyKind::Fund),
        ];
        let kind = fields.one_of("kind", &kinds, PolicyKind::Policy, &mut self.diagnostics);
        fields.required("level");
        let level = self.texts.maybe(fields.text("level", &mut self.diagnostics));
        let authority = self.texts.maybe_words(fields.localized("authority", &mut self.diagnostics));
        fields.required("source");
        let sources: Vec<_> = fields.items("source").iter().filter_map(|node| self.source(node, None)).collect();
        let source = sources.first().copied();
        let states = [
            ("in_force", State::InForce),
            ("draft", State::Draft),
            ("repealed", State::Repealed),
            ("unverified", State::Unverified),
        ];
        let state = fields.one_of("state", &states, State::InForce, &mut self.diagnostics);
        let in_force = fields.get("in_force");
        let (from, to) = self.in_force(in_force);
        let supersedes = fields.items("supersedes");
        let (supersedes, survives) = self.superseded(supersedes, id);
        let deliveries = [
            ("automatic", Some(Delivery::Automatic)),
            ("instant", Some(Delivery::Instant)),
            ("approval", Some(Delivery::Approval)),
            ("filing", Some(Delivery::Filing)),
            ("application", Some(Delivery::Application)),
            ("review", Some(Delivery::Review)),
            ("list", Some(Delivery::List)),
        ];
        let delivery_node = fields.required("delivery");
        let delivery = fields.one_of("delivery", &deliveries, None, &mut self.diagnostics);
        let windows: Vec<Window> = fields.items("window").iter().filter_map(|node| self.window(node)).collect();
        fields.get("let");
        fields.get("note");
        let eligible = fields.required("eligible");
        let benefits = fields.items("benefits");
        let materials = fields.items("materials").iter().filter_map(|node| self.material(node)).collect();
        let apply = fields.get("apply").and_then(|node| self.apply(node));
        if let Some(examples) = fields.get("examples") {
            self.pending_examples.push((Subject::Policy(id), examples));
        }
        fields.finish(&mut self.diagnostics);

        let eligible = eligible.and_then(|node| self.condition(node, source));
        for (position, node) in benefits.iter().enumerate() {
            self.places.add_benefit(id, position, node.span);
        }
        let benefits: Vec<_> = benefits.iter().map(|node| self.benefit(node, source)).collect();
        let benefits: Vec<Benefit> = benefits.into_iter().collect::<Option<_>>()?;
        let eligible = eligible?;
        let delivery = delivery?;
        if matches!(delivery, Delivery::Review | Delivery::List) && !self.has_judge(eligible) {
            let span = delivery_node.map_or(node.span, |node| node.span);
            let message = Text::new(
                "评审和名单类政策的条件里要有 `judged`：由谁认定",
                "a policy decided by review or by a list needs a `judged` condition: who decides",
            );
            let help = Text::new("加一条 {judged: {id: 评审, says: 通过专家评审}}", "add {judged: {id: …, says: …}}");
            self.diagnostics.push(Diagnostic::error("E0307", span, message).help(help));
        }
        Some(Policy {
            id: name.text().to_owned(),
            title: title?,
            summary,
            kind,
            level: level?,
            authority,
            sources,
            state,
            from,
            to,
            supersedes,
            survives,
            delivery,
            windows,
            eligible,
            benefits,
            materials,
            apply,
        })
    }

    fn in_force(&mut self, node: Option<&'d Node>) -> (When, When) {
        let Some(node) = node else { return (When::Unknown, When::Unknown) };
        let Some(mut fields) = Fields::new(node, &mut self.diagnostics) else { return (When::Unknown, When::Unknown) };
        let (from_node, to_node) = (fields.get("from"), fields.get("to"));
        let from = from_node.map_or(When::Unknown, |node| self.when(node));
        let to = to_node.map_or(When::Open, |node| self.when(node));
        fields.get("note");
        fields.finish(&mut self.diagnostics);
        if let (When::Day(first), When::Day(last)) = (from, to)
            && first > last
        {
            let message = Text::new("结束的日子早于开始", "it ends before it begins");
            let place = |end: Option<&Node>| end.map_or(node.span, |end| end.span);
            let begins = Text::new("从这一天开始", "it begins on this day");
            self.diagnostics
                .push(Diagnostic::error("E0308", place(to_node), message).related(place(from_node), begins));
        }
        (from, to)
    }

    fn when(&mut self, node: &Node) -> When {
        if node.as_scalar().is_some_and(|scalar| scalar.text() == "unknown") {
            return When::Unknown;
        }
        fields::date(node, &mut self.diagnostics).map_or(When::Unknown, When::Day)
    }

    /// The policies that one ends, and what survives of them.
    fn superseded(&mut self, nodes: &'d [Node], by: PolicyId) -> (Vec<PolicyId>, Vec<(PolicyId, Text)>) {
        let (mut superseded, mut survives) = (Vec::new(), Vec::new());
        for node in nodes {
            let mut except = None;
            let name = match &node.kind {
                Kind::Mapping(_) => {
                    let Some(mut fields) = Fields::new(node, &mut self.diagnostics) else { continue };
                    let name = fields.required("policy");
                    except = fields.localized("except", &mut self.diagnostics);
                    fields.finish(&mut self.diagnostics);
                    name
                }
                _ => Some(node),
            };
            let Some(name) = name.and_then(|node| scalar(node, &mut self.diagnostics)).cloned() else { continue };
            match self.policy_named(&name) {
                Some(id) if id == by => {
                    self.error("E0305", name.span(), "政策不能取代它自己", "a policy cannot supersede itself");
                }
                Some(id) => {
                    superseded.push(id);
                    survives.extend(except.map(|except| (id, except)));
                }
                None => {}
            }
        }
        (superseded, survives)
    }

    /// The policy of that id, or a report that there is none.
    pub(super) fn policy_named(&mut self, name: &Scalar) -> Option<PolicyId> {
        let position = self.policies.iter().position(|(known, _)| known.text() == name.text());
        if position.is_none() {
            let others = self.policies.iter().enumerate();
            let others = others.filter(|(index, _)| self.policy != Some(PolicyId::from_index(*index)));
            let known = others.map(|(_, (known, _))| known.text().to_owned()).collect();
            self.unknown("E0305", name, "政策", "policy", known);
        }
        position.map(PolicyId::from_index)
    }

    fn window(&mut self, node: &'d Node) -> Option<Window> {
        if let Some(scalar) = node.as_scalar() {
            return match scalar.text() {
                "rolling" => Some(Window::Rolling),
                "unknown" => Some(Window::Unknown),
                text => {
                    let help = Text::new(
                        "写 rolling、unknown、{opens: …, closes: …} 或 {yearly: …}",
                        "write rolling, unknown, {opens: …, closes: …} or {yearly: …}",
                    );
                    let near = near(text, ["rolling", "unknown"]);
                    let message = Text::new(format!("申报时间不能是 `{text}`"), format!("a window cannot be `{text}`"));
                    self.diagnostics.push(Diagnostic::error("E0007", node.span, message).help(help).suggest(near));
                    None
                }
            };
        }
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let rolling = fields.flag("rolling", &mut self.diagnostics);
        let yearly = fields.get("yearly");
        let (opens, closes) = (fields.get("opens"), fields.get("closes"));
        fields.get("note");
        let has_unknown = fields.has_unknown();
        fields.finish(&mut self.diagnostics);
        if rolling {
            return Some(Window::Rolling);
        }
        if let Some(yearly) = yearly {
            let mut fields = Fields::new(yearly, &mut self.diagnostics)?;
            let opens = fields.required("opens").and_then(|node| self.day_of_year(node));
            let closes = fields.required("closes").and_then(|node| self.day_of_year(node));
            fields.finish(&mut self.diagnostics);
            return Some(Window::Yearly { opens: opens?, closes: closes? });
        }
        let (Some(opens), Some(closes)) = (opens, closes) else {
            if !has_unknown {
                let message = Text::new("申报时间没有写完", "this window is not complete");
                let help = Text::new(
                    "写 {opens: …, closes: …}、{yearly: {opens: …, closes: …}}、rolling 或 unknown",
                    "write {opens: …, closes: …}, {yearly: {opens: …, closes: …}}, rolling or unknown",
                );
                self.diagnostics.push(Diagnostic::error("E0005", node.span, message).help(help));
            }
            return None;
        };
        let (opens_span, closes_span) = (opens.span, closes.span);
        let opens = fields::date(opens, &mut self.diagnostics)?;
        let closes = fields::date(closes, &mut self.diagnostics)?;
        if opens > closes {
            let message = Text::new("截止早于开始", "the window closes before it opens");
            let begins = Text::new("从这一天开始", "it opens on this day");
            self.diagnostics.push(Diagnostic::error("E0308", closes_span, message).related(opens_span, begins));
            return None;
        }
        Some(Window::Once { opens, closes })
    }

    /// `03-01`
    fn day_of_year(&mut self, node: &Node) -> Option<(u8, u8)> {
        let scalar = scalar(node, &mut self.diagnostics)?;
        // A leap year, so that 29 February can be written.
        let date = Date::parse(&format!("2024-{}", scalar.text()));
        if date.is_none() {
            let text = scalar.text();
            let message = Text::new(format!("没有 `{text}` 这一天"), format!("`{text}` is not a day of the year"));
            let help = Text::new("写作 03-01", "write 03-01");
            self.diagnostics.push(Diagnostic::error("E0010", node.span, message).help(help));
        }
        let (_, month, day) = date?.ymd();
        Some((month, day))
    }

    fn benefit(&mut self, node: &'d Node, base: Option<SourceId>) -> Option<Benefit> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let kinds = [
            ("grant", Some(BenefitKind::Grant)),
            ("tax", Some(BenefitKind::Tax)),
            ("fee", Some(BenefitKind::Fee)),
            ("charge", Some(BenefitKind::Charge)),
            ("loan", Some(BenefitKind::Loan)),
            ("interest", Some(BenefitKind::Interest)),
            ("rent", Some(BenefitKind::Rent)),
            ("voucher", Some(BenefitKind::Voucher)),
            ("insurance", Some(BenefitKind::Insurance)),
            ("qualification", Some(BenefitKind::Qualification)),
            ("service", Some(BenefitKind::Service)),
        ];
        fields.required("kind");
        let kind = fields.one_of("kind", &kinds, None, &mut self.diagnostics);
        let says = self.texts.maybe_words(fields.localized("says", &mut self.diagnostics));
        let (when, amount) = (fields.get("when"), fields.get("amount"));
        let (cap, at_least, step) = (fields.get("cap"), fields.get("at_least"), fields.get("step"));
        let certainties = [
            ("fixed", Some(Certainty::Fixed)),
            ("formula", Some(Certainty::Formula)),
            ("ceiling", Some(Certainty::Ceiling)),
            ("floor", Some(Certainty::Floor)),
            ("none", Some(Certainty::None)),
        ];
        let certainty_node = fields.get("certainty");
        let certainty = fields.one_of("certainty", &certainties, None, &mut self.diagnostics);
        let measures =
            [("cash", Some(Measure::Cash)), ("deduction", Some(Measure::Deduction)), ("credit", Some(Measure::Credit))];
        let measure = fields.one_of("measure", &measures, None, &mut self.diagnostics);
        let pers = [("once", Per::Once), ("month", Per::Month), ("year", Per::Year), ("project", Per::Project)];
        let per = fields.one_of("per", &pers, Per::Once, &mut self.diagnostics);
        let clause = self.texts.maybe(fields.text("clause", &mut self.diagnostics));
        let own = fields.get("source");
        let depends_on = fields.items("depends_on");
        fields.get("note");
        fields.finish(&mut self.diagnostics);

        let own = own.and_then(|node| self.source(node, base));
        let depends_on = self.depends_on(depends_on);
        let outer = self.choosable.replace(depends_on.clone());
        let formulas = self.formulas(when, amount, [cap, at_least, step], own.or(base));
        self.choosable = outer;
        let Formulas { when, amount: formula, limits: [cap, at_least, step] } = formulas?;
        let (amount_node, amount) = (amount, formula);
        let certainty = certainty.unwrap_or(match amount {
            Amount::None => Certainty::None,
            Amount::Formula(id) if self.build.number_of(id).is_some() => Certainty::Fixed,
            Amount::Formula(_) | Amount::Range { .. } => Certainty::Formula,
        });
        if (certainty == Certainty::None) != (amount == Amount::None) {
            let span = certainty_node.or(amount_node).map_or(node.span, |node| node.span);
            let message = Text::new(
                "`certainty: none` 表示算不出金额，两者要一致",
                "`certainty: none` means that there is no amount; the two must agree",
            );
            let help = Text::new(
                "有金额就写 fixed、formula、ceiling 或 floor；算不出就不写 amount",
                "with an amount write fixed, formula, ceiling or floor; without one leave `amount` out",
            );
            let fault = Diagnostic::error("E0310", span, message).help(help);
            self.diagnostics.push(match amount_node.filter(|amount| amount.span != span) {
                Some(amount) => fault.related(amount.span, Text::new("这里有金额", "the amount is here")),
                None => fault,
            });
        }
        let kind = kind?;
        let measure = measure.unwrap_or(if kind == BenefitKind::Loan { Measure::Credit } else { Measure::Cash });
        let source = own.or(base).map(|source| &self.catalog.sources[source]);
        let reference = source
            .is_some_and(|source| source.grade == Some(Grade::C) || source.confidence == Some(Confidence::Recalled));
        Some(Benefit {
            kind,
            says,
            when,
            amount,
            cap,
            at_least,
            step,
            certainty,
            measure,
            per,
            clause,
            source: own,
            reference,
            depends_on,
        })
    }

    /// What a benefit computes.
    fn formulas(
        &mut self,
        when: Option<&'d Node>,
        amount: Option<&'d Node>,
        limits: [Option<&'d Node>; 3],
        source: Option<SourceId>,
    ) -> Option<Formulas> {
        let when = match when {
            Some(node) => Some(self.condition(node, source)?),
            None => None,
        };
        let amount = match amount {
            None => Some(Amount::None),
            Some(node) if node.as_scalar().is_some_and(|scalar| scalar.plain && scalar.text() == "none") => {
                Some(Amount::None)
            }
            Some(node) => self.amount(node),
        };
        let limits = limits.map(|node| match node {
            Some(node) => self.expression(node, &Type::Money).map(Some),
            None => Some(None),
        });
        let [cap, at_least, step] = limits;
        Some(Formulas { when, amount: amount?, limits: [cap?, at_least?, step?] })
    }

    /// The policies whose choice changes a benefit's amount: others than its own, and few enough to try every choice of them.
    fn depends_on(&mut self, nodes: &'d [Node]) -> Vec<PolicyId> {
        let mut policies = Vec::new();
        for node in nodes {
            let Some(name) = scalar(node, &mut self.diagnostics).cloned() else { continue };
            match self.policy_named(&name) {
                Some(id) if Some(id) == self.policy => {
                    let (zh, en) =
                        ("金额不能取决于这项政策自己是否被选中", "an amount cannot depend on its own policy's choice");
                    self.error("E0334", name.span(), zh, en);
                }
                Some(id) if policies.contains(&id) => {}
                Some(id) => policies.push(id),
                None => {}
            }
        }
        if let Some(node) = nodes.get(limits::CHOICES) {
            self.within("E0334", node.span, policies.len(), limits::CHOICES, ("项政策", "policies"));
        }
        policies
    }

    /// A formula, or `{min: …, max: …}` where the source itself gives a range.
    fn amount(&mut self, node: &'d Node) -> Option<Amount> {
        if !matches!(node.kind, Kind::Mapping(_)) {
            return Some(Amount::Formula(self.expression(node, &Type::Money)?));
        }
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let (min, max) = (fields.get("min"), fields.get("max"));
        fields.finish(&mut self.diagnostics);
        let min = match min {
            Some(node) => Some(self.expression(node, &Type::Money)?),
            None => None,
        };
        let max = match max {
            Some(node) => Some(self.expression(node, &Type::Money)?),
            None => None,
        };
        if min.is_none() && max.is_none() {
            wrong_kind(node, "金额", "an amount", &mut self.diagnostics);
            return None;
        }
        Some(Amount::Range { min, max })
    }

    fn material(&mut self, node: &'d Node) -> Option<Material> {
        if node.as_scalar().is_some() {
            let name = localized(node, &mut self.diagnostics)?;
            return Some(Material { name, may_follow: false, shared: false });
        }
        if entries(node, &mut self.diagnostics)?.iter().any(|(key, _)| key.text() == "zh") {
            let name = localized(node, &mut self.diagnostics)?;
            return Some(Material { name, may_follow: false, shared: false });
        }
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let name = fields.required("name");
        let name = name.and_then(|node| localized(node, &mut self.diagnostics));
        let may_follow = fields.flag("may_follow", &mut self.diagnostics);
        let shared = fields.flag("shared", &mut self.diagnostics);
        fields.get("note");
        fields.finish(&mut self.diagnostics);
        Some(Material { name: name?, may_follow, shared })
    }

    fn apply(&mut self, node: &'d Node) -> Option<Apply> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let url = fields.text("url", &mut self.diagnostics);
        let office = fields.text("office", &mut self.diagnostics);
        let phone = fields.text("phone", &mut self.diagnostics);
        fields.get("note");
        fields.finish(&mut self.diagnostics);
        Some(Apply { url, office, phone })
    }
}

/// Holds the place of a policy that has faults; a catalog with faults is never given out.
fn placeholder(id: &str, nothing: TextId) -> Policy {
    Policy {
        id: id.to_owned(),
        title: Words { zh: nothing, en: None },
        summary: None,
        kind: PolicyKind::Policy,
        level: nothing,
        authority: None,
        sources: Vec::new(),
        state: State::Draft,
        from: When::Unknown,
        to: When::Unknown,
        supersedes: Vec::new(),
        survives: Vec::new(),
        delivery: Delivery::Application,
        windows: Vec::new(),
        eligible: crate::model::Id::from_index(0),
        benefits: Vec::new(),
        materials: Vec::new(),
        apply: None,
    }
}
