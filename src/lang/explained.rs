//! What each diagnostic's code means, with a mistake and its mend: what `policy explain E0201` shows.
//!
//! A code keeps its meaning for ever; one that is no longer used is not given to something else.

/// A diagnostic's code in words.
#[derive(Clone, Copy, Debug)]
pub struct Explained {
    /// Such as `E0201`.
    pub code: &'static str,
    /// What is wrong, in Chinese and English.
    pub title: (&'static str, &'static str),
    /// Why that is a fault and what to do, in Chinese and English.
    pub means: (&'static str, &'static str),
    /// A mistake and its mend, where a few lines can show them.
    pub example: Option<Example>,
}

/// A mistake and its mend.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What the two are.
    pub form: Form,
    /// What gets the code.
    pub mistake: &'static str,
    /// What was meant.
    pub mend: &'static str,
}

/// What an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An expression.
    Expression,
    /// A document.
    Document,
    /// A key of a policy.
    Policy,
}

/// What a code means, if there is such a code.
pub fn find(code: &str) -> Option<&'static Explained> {
    CODES.iter().find(|known| known.code == code)
}

const fn code(
    code: &'static str,
    title: (&'static str, &'static str),
    means: (&'static str, &'static str),
) -> Explained {
    Explained { code, title, means, example: None }
}

impl Explained {
    const fn example(self, form: Form, mistake: &'static str, mend: &'static str) -> Explained {
        Explained { example: Some(Example { form, mistake, mend }), ..self }
    }
}

/// Every code, in order.
pub const CODES: &[Explained] = &[
    code("E0001", ("文件不是合法的 YAML", "the file is not valid YAML"), ("读到这里就读不下去了：多半是括号没有关上、缩进不齐，或以 > @ * 开头的表达式没有加引号。", "Reading stops here: mostly an open bracket, uneven indentation, or an expression that starts with > @ or * and has no quotes.")).example(Form::Document, "facts:\n  甲: {type: money\n  乙: {type: money}", "facts:\n  甲: {type: money}\n  乙: {type: money}"),
    code("E0002", ("同一个键写了两次", "a key stands twice in one mapping"), ("后一个会悄悄盖掉前一个，所以不收。", "The second would silently replace the first, so neither is taken.")).example(Form::Document, "facts:\n  甲: {type: money}\n  甲: {type: date}", "facts:\n  甲: {type: money}\n  乙: {type: date}"),
    code("E0003", ("用了锚点、别名、标签，或一个文件里有两份文档", "an anchor, an alias, a tag, or a second document in a file"), ("规则要一眼看懂，这些 YAML 写法不用。", "Rules are read by people at a glance: these forms of YAML are not used.")).example(Form::Document, "facts:\n  甲: &a {type: money}", "facts:\n  甲: {type: money}"),
    code("E0004", ("这里没有这个键", "a key that does not belong here"), ("键拼错了，或写错了地方。", "The key is misspelt or stands in the wrong place.")).example(Form::Document, "facts:\n  甲: {type: money, domian: '>= 0元'}", "facts:\n  甲: {type: money, domain: '>= 0元'}"),
    code("E0005", ("缺了必须写的东西", "something required is missing"), ("这里少一个必须有的键；条件要正好有一种写法。", "A key that must be there is not; a condition has exactly one form.")).example(Form::Document, "facts:\n  甲: {label: 甲}", "facts:\n  甲: {type: money, label: 甲}"),
    code("E0006", ("这里要的是映射、列表或单个值", "a mapping, a list or a single value was expected"), ("写的东西形状不对。", "What stands here has the wrong shape.")).example(Form::Document, "facts:\n  甲: money", "facts:\n  甲: {type: money}"),
    code("E0007", ("这里不能写这个词", "not one of the words that can stand here"), ("这个键只能取几个固定的词。", "This key takes one of a few fixed words.")).example(Form::Document, "facts:\n  甲: {type: money, can_change: upp}", "facts:\n  甲: {type: money, can_change: up}"),
    code("E0008", ("名称已经用过", "a name, code, unit or example is already taken"), ("名称在整个规则库里唯一，单位不能与自带的同名。", "Names are unique in the whole catalog, and units differ from the built-in ones.")).example(Form::Document, "definitions:\n  利润: {value: 1万元}", "definitions:\n  调整后利润: {value: 1万元}"),
    code("E0009", ("像数字或是非的代码没有加引号", "a code that looks like a number or truth value stands without quotes"), ("别的工具会把它读成数字或是非，前导零和 no 这样的代码就变了。", "Other tools would read it as a number or a truth value and change it.")).example(Form::Document, "lists:\n  街道: [440305, 440306]", "lists:\n  街道: [\"440305\", \"440306\"]"),
    code("E0010", ("没有这一天", "not a day of the calendar"), ("日期写作 2026-01-01，并且日历上有这一天。", "A date is written 2026-01-01 and is a day of the calendar.")).example(Form::Expression, "成立日期 > @\"2023-02-29\"", "成立日期 > @\"2023-02-28\""),
    code("E0011", ("以 YAML 的符号开头的表达式没有加引号", "an expression that starts with one of YAML's signs has no quotes"), ("> @ * % & ! | \" ` 在 YAML 里另有用处，这样开头的表达式要整个放进单引号。", "YAML means something of its own by > @ * % & ! | \" and `: an expression that starts with one goes into single quotes as a whole.")).example(Form::Document, "facts:\n  甲:\n    type: money\n    domain: >= 0元", "facts:\n  甲:\n    type: money\n    domain: '>= 0元'"),
    code("E0012", ("花括号或方括号里的逗号把表达式拆开了", "a comma in {…} or […] has split an expression"), ("YAML 在 {…} 和 […] 里用逗号分隔各项，表达式要整个放进单引号。", "Inside {…} and […] YAML takes the comma for a separator: quote the whole expression.")).example(Form::Document, "definitions:\n  甲: {value: max(利润, 1万元)}", "definitions:\n  甲: {value: 'max(利润, 1万元)'}"),
    code("E0013", ("键后面是全角冒号", "a full-width colon behind a key"), ("YAML 只认半角冒号加一个空格。", "YAML knows the ASCII colon and a space only.")).example(Form::Document, "facts:\n  甲:\n    type：money", "facts:\n  甲:\n    type: money"),
    code("E0014", ("` #` 把后面的表达式变成了注释", "` #` began a comment before the expression ended"), ("YAML 里空格加 # 开始注释；要用到 # 就加单引号。", "A space and # begin a comment in YAML: quote the expression if # belongs to it.")).example(Form::Document, "definitions:\n  甲:\n    value: 名称 = \"第 #1 号\"", "definitions:\n  甲:\n    value: '名称 = \"第 #1 号\"'"),
    code("E0015", ("文件太大或嵌套太深", "the file is too large or nested too deeply"), ("一个文件最多 4 MiB、64 层。", "A file has at most 4 MiB and 64 levels.")),
    code("E0016", ("不能作名称", "not a name"), ("名称由文字、数字和下划线组成，不以数字开头，不是关键词。", "A name consists of letters, digits and underscores, does not start with a digit and is no keyword.")).example(Form::Document, "facts:\n  1甲: {type: money}", "facts:\n  甲1: {type: money}"),
    code("E0017", ("花括号或方括号里的表达式自己带括号，没有加引号", "an expression with brackets stands in {…} or […] without quotes"), ("YAML 在 {…} 和 […] 里把 [ ] { } 当成自己的，表达式要整个放进单引号。", "Inside {…} and […] YAML takes [ ] { } for its own: quote the whole expression.")).example(Form::Document, "definitions:\n  甲: {value: 营业收入[-1] * 2}", "definitions:\n  甲: {value: '营业收入[-1] * 2'}"),
    code("E0018", ("表达式里有冒号加空格，没有加引号", "an expression with a colon and a space has no quotes"), ("YAML 把冒号加空格当成键和值的分界；按名称传参数的表达式要整个放进单引号。", "YAML takes a colon and a space for a key and its value: quote an expression that passes arguments by name.")).example(Form::Document, "definitions:\n  甲: {given: {额: money}, value: 额 * 2}\n  乙:\n    value: 甲(额: 利润)", "definitions:\n  甲: {given: {额: money}, value: 额 * 2}\n  乙:\n    value: '甲(额: 利润)'"),
    code("E0019", ("文件太多", "too many files"), ("一个规则库最多 10,000 个文件。", "A catalog has at most 10,000 files.")),
    code("E0020", ("全部文件合起来太大", "all files together are too large"), ("一个规则库最多 256 MiB。", "A catalog has at most 256 MiB.")),
    code("E0021", ("错误太多，没有全部列出", "too many faults to list them all"), ("一次最多列出 1,000 处；先改前面的。", "One run lists at most 1,000; mend the first ones first.")),
    code("E0101", ("表达式里没有这个字符", "a character that no expression has"), ("并且写作 and，不等于写作 !=，列举用逗号。", "Write `and`, `!=`, and commas between values.")).example(Form::Expression, "上市 & 利润 > 1万元", "上市 and 利润 > 1万元"),
    code("E0102", ("引号没有关上", "a quote is not closed"), ("文字从双引号到双引号。", "Text runs from one double quote to the next.")).example(Form::Expression, "名称 = \"深圳", "名称 = \"深圳\""),
    code("E0103", ("这里应是别的东西，或表达式没有写完", "something else was expected here, or the expression ends too early"), ("多半是少了一个值，或括号不成对。", "Mostly a value is missing, or brackets do not match.")).example(Form::Expression, "利润 >= 3万元)", "利润 >= 3万元"),
    code("E0104", ("没有这个单位，或单位与指标不合", "there is no such unit, or it does not fit the fact"), ("金额用元、万元、亿元；数量的单位先在 units 里声明。", "Money is in 元, 万元 or 亿元; units of quantities are declared under `units`.")).example(Form::Expression, "利润 > 5万圆", "利润 > 5万元"),
    code("E0105", ("数太长、太大，或期间不是整年整月", "a number too long or too large, or a period that is not whole"), ("一个数最多 28 位；期间以整月计。", "A literal has at most 28 digits; periods are whole months.")).example(Form::Expression, "duration(\"3 years\") > 1年", "duration(\"P3Y\") > 1年"),
    code("E0106", ("表达式嵌套太深或太长", "the expression is nested too deeply, or too long"), ("最多 64 层、500 个运算；把其中一部分写成 definitions。", "At most 64 levels and 500 operators: turn a part into a definition.")),
    code("E0107", ("规则语言（或这一版）里没有这个写法", "a word of FEEL, or a construct, that this language or version does not have"), ("没有 null、today()、时刻等；基准日代替今天，缺少的指标由引擎处理。", "There is no null, today(), time of day and the like; 基准日 stands for today, and unknown facts are the engine's business.")).example(Form::Expression, "today() > 成立日期", "基准日 > 成立日期"),
    code("E0108", ("表达式是空的", "the expression is empty"), ("这里需要一个表达式。", "An expression is needed here.")).example(Form::Document, "definitions:\n  甲: {value: ' '}", "definitions:\n  甲: {value: 利润}"),
    code("E0109", ("比较不能连写", "chained comparisons"), ("分成两个比较，或用 between、区间。", "Write two comparisons, `between`, or a range.")).example(Form::Expression, "1万元 < 利润 < 3万元", "利润 in (1万元..3万元)"),
    code("E0110", ("表达式太长", "the expression is too long"), ("最多 10,000 个字；把其中的部分写成 definitions。", "At most 10,000 characters: turn parts into definitions.")),
    code("E0111", ("表达式里运算符太多", "too many operators in an expression"), ("最多 500 个；把其中的部分写成 definitions。", "At most 500: turn parts into definitions.")),
    code("E0112", ("清单、条件或参数的项数太多", "too many items of a list, tests or arguments"), ("最多 1,000 项；用树形列表和 within，或拆成几个定义。", "At most 1,000: use `within` on a tree, or several definitions.")),
    code("E0113", ("文字里的转义不是任何字符", "an escape in a text is no character"), ("可以写 \\\" \\\\ \\n \\t，或 \\u 加四位、\\U 加六位十六进制数。", "Write \\\" \\\\ \\n \\t, or \\u with four or \\U with six hexadecimal digits.")).example(Form::Document, "definitions:\n  甲: {value: '名称 = \"\\uD83D\"'}", "definitions:\n  甲: {value: '名称 = \"\\uD83D\\uDCA9\"'}"),
    code("E0114", ("表达式可能算出过大的结果", "an expression that can grow too large"), ("清单套清单、循环套循环会让结果或计算量成倍增长：先把里面的一层汇总，或用 some、every 代替 for。", "Lists inside lists and loops inside loops multiply the result or the work: sum up the inner one first, or use `some` or `every`.")).example(Form::Expression, "count(for a in 贷款, b in 贷款 return a.金额 + b.金额) > 1", "count(for a in 贷款 return a.金额) > 1"),
    code("E0201", ("没有这个名称，或代码没有加引号", "nothing has this name, or a code lacks its quotes"), ("指标、参数、定义里都没有它；代码要放进双引号。", "No fact, parameter or definition has this name; codes stand in double quotes.")).example(Form::Expression, "企业规模 = 小型", "企业规模 = \"小型\""),
    code("E0202", ("没有这个函数", "there is no such function"), ("可用的函数见语言说明。", "The language page lists the functions.")).example(Form::Expression, "abss(利润) > 1万元", "abs(利润) > 1万元"),
    code("E0203", ("参数的个数、名称或种类不对", "the wrong number, name or kind of arguments"), ("对照这个函数需要什么。", "See what this function takes.")).example(Form::Expression, "modulo(专利)", "modulo(占比, 3)"),
    code("E0204", ("这里需要另一种类型的值", "a value of another type was expected"), ("例如 and 两边要是是非，金额要带单位。", "`and` takes truth values, money carries its unit, and so on.")).example(Form::Expression, "上市 and 利润", "上市 and 利润 > 0元"),
    code("E0205", ("这两种类型不能相加、相比", "these types cannot be combined or compared"), ("金额与金额比，人数与人数比；金额要带单位。", "Money goes with money and people with people; money carries its unit.")).example(Form::Expression, "利润 > 300", "利润 > 300万元"),
    code("E0207", ("列表里没有这个代码", "the list has no such code"), ("代码要与列表里写的一字不差。", "A code is written exactly as in its list.")).example(Form::Expression, "企业规模 = \"微形\"", "企业规模 = \"微型\""),
    code("E0208", ("这里要最末一级的代码", "an inner code of a tree where a leaf is needed"), ("指标的值总是最末一级；要包括下面的全部代码，用 within。", "A fact's value is always a leaf; `within` takes everything below a code.")).example(Form::Expression, "注册地 = \"440300\"", "within(注册地, \"440300\")"),
    code("E0209", ("`if` 没有 `else`", "`if` without `else`"), ("条件不成立时的值也要写明。", "Say what the value is otherwise.")).example(Form::Expression, "if 上市 then 1万元", "if 上市 then 1万元 else 0元"),
    code("E0210", ("定义或共用条件绕成了圈", "definitions or shared conditions need each other in a circle"), ("让其中一个不再依赖另一个。", "Let one of them do without the other.")).example(Form::Document, "definitions:\n  甲: {value: 乙}\n  乙: {value: 甲}", "definitions:\n  甲: {value: 乙}\n  乙: {value: 利润}"),
    code("E0211", ("这个值没有这个 `.名称`", "the value has no such `.name`"), ("日期有 .year .month .day，评分有各得分项和 .pass。", "Dates have .year .month .day, scores have their parts and .pass.")).example(Form::Expression, "成立日期.weekday > 1", "成立日期.month > 1"),
    code("E0212", ("[ ] 里不是年份、序号或条件", "what stands in [ ] is no year, no index and no condition"), ("[-1] 是最近一年，最多往前数声明的年数；清单的序号要写明，或写一个条件来筛选。", "[-1] is the last year, and one can count back as many years as are declared; a list takes an index written out, or a condition that filters it.")).example(Form::Expression, "营业收入[-4] > 0元", "营业收入[-3] > 0元"),
    code("E0213", ("需要参数的没有给，或不需要的给了", "something that needs arguments has none, or something that takes none has some"), ("带 given 的定义和按地区的参数像函数一样用，指标不是函数。", "Definitions with `given` and parameters by place are called like functions; facts are not.")).example(Form::Expression, "征收比例 * 利润", "征收比例(注册地) * 利润"),
    code("E0214", ("指数要是整数", "an exponent is not a whole number"), ("** 只用整数指数，结果才能精确。", "`**` takes whole exponents, so that results stay exact.")).example(Form::Expression, "1.05 ** 0.5", "1.05 ** 2"),
    code("E0215", ("这里要写明数值，不能是算式", "a value must be written out, not computed"), ("参数、分档等要写成一个数。", "Figures, steps and brackets are written as one value.")).example(Form::Document, "facts:\n  甲: {type: money, brackets: [利润 * 2]}", "facts:\n  甲: {type: money, brackets: [2万元]}"),
    code("E0216", ("带参数的定义互相调用太深", "definitions with parameters call each other too deeply"), ("最多 32 层。", "At most 32 levels.")),
    code("E0217", ("带参数的定义展开太多次", "definitions with parameters are written out too often"), ("每次调用都会展开里面的调用，一个规则库最多 100,000 次。", "Every call writes out the calls inside it; a catalog has at most 100,000.")),
    code("E0218", ("定义、共用条件或算式一个接一个太长", "too many definitions, shared conditions or expressions in a row"), ("定义和共用条件最多 100 个接在一起，算式最多 1,000 层。", "At most 100 definitions or shared conditions in a row, and 1,000 levels of expressions.")),
    code("E0221", ("看不出空清单里是什么", "it cannot be seen what an empty list is a list of"), ("空清单只能写在知道里面是什么的地方，例如与另一个清单比较。", "An empty list stands only where its kind is known, such as beside another list.")).example(Form::Expression, "(for x in [] return x) = []", "贷款.金额 = []"),
    code("E0222", ("一个字段写了两次", "a field of a record is given twice"), ("一条记录里字段名各不相同。", "The fields of a record have different names.")).example(Form::Expression, "{甲: 1, 甲: 2}.甲 > 1", "{甲: 1, 乙: 2}.甲 > 1"),
    code("E0223", ("不是清单，不能逐个计算", "not a list, so it has no elements to run through"), ("for、some、every 后面要是清单或逐年的指标。", "`for`, `some` and `every` run through a list or a yearly series.")).example(Form::Expression, "some x in 利润 satisfies x > 0元", "some x in 营业收入 satisfies x > 0元"),
    code("E0224", ("循环里的名称已经是别的东西", "a name in `for`, `some` or `every` that stands for something else already"), ("换一个名称，读的人才不会弄混。", "Choose another name, so that no reader takes the one for the other.")).example(Form::Expression, "some 利润 in 营业收入 satisfies 利润 > 0元", "some 收入 in 营业收入 satisfies 收入 > 0元"),
    code("E0225", ("`chosen` 写在支持之外，或问的政策不在 `depends_on` 里", "`chosen` outside a benefit, or of a policy that `depends_on` does not name"), ("选了哪些政策，只有组合时才知道；它只影响金额，不影响资格。写在支持的 amount、cap、at_least、step、when 里，并在 depends_on 里写上那项政策。", "What is chosen is known only when benefits are put together; it changes amounts, never eligibility. It stands in a benefit's amount, cap, at_least, step and when, and `depends_on` names the policy.")).example(Form::Policy, "eligible: {if: 'not(chosen(\"other\"))'}", "eligible: {if: 上市}"),
    code("E0301", ("表或分级的一行格数不对，或没有行", "a row of a table or of tiers has the wrong number of cells, or there are no rows"), ("每行是各列的条件加一个结果。", "A row has one cell for each column and one for the result.")).example(Form::Document, "definitions:\n  甲: {table: {hit: first, in: [企业规模], rows: [[小型, 微型, 1]], else: 0}}", "definitions:\n  甲: {table: {hit: first, in: [企业规模], rows: [[小型, 1]], else: 0}}"),
    code("E0302", ("表的结果类型不一致", "the results of a table are of different types"), ("各行和 else 的结果要是同一种类型。", "All rows and `else` give the same type.")).example(Form::Document, "definitions:\n  甲: {table: {hit: first, in: [企业规模], rows: [[小型, 1万元]], else: true}}", "definitions:\n  甲: {table: {hit: first, in: [企业规模], rows: [[小型, 1万元]], else: 0元}}"),
    code("E0303", ("这种结果不能汇总", "results of this type cannot be collected"), ("sum、min、max 只能汇总数、金额等。", "sum, min and max collect numbers, money and the like.")).example(Form::Document, "definitions:\n  甲: {table: {hit: collect sum, in: [企业规模], rows: [[小型, true]]}}", "definitions:\n  甲: {table: {hit: collect sum, in: [企业规模], rows: [[小型, 1]]}}"),
    code("E0304", ("分级的上限没有递增", "limits of tiers do not ascend, or an open limit is not the last"), ("上限从小到大，只有最后一级可以写 -。", "Limits ascend, and only the last tier may be open.")).example(Form::Document, "definitions:\n  甲: {tiers: {of: 利润, rows: [[3万元, 1%], [1万元, 2%]]}}", "definitions:\n  甲: {tiers: {of: 利润, rows: [[1万元, 1%], [3万元, 2%]]}}"),
    code("E0305", ("没有这项政策或共用条件，或政策取代了自己", "there is no such policy or shared condition, or a policy supersedes itself"), ("写政策的 id，或 conditions 里的名称。", "Write a policy's id, or a name of `conditions`.")).example(Form::Policy, "eligible: {use: 通则}", "eligible: {if: 上市}"),
    code("E0306", ("组里的通配符没有匹配到政策", "a group's glob matches no policy"), ("members 里的每一项都要有政策。", "Every entry of `members` stands for at least one policy.")),
    code("E0307", ("评审或名单制的政策没有 `judged` 条件", "delivery by review or list without a `judged` condition"), ("由人或名单决定的，要写明谁来决定什么。", "Where a person or a list decides, a condition says so.")).example(Form::Policy, "delivery: review", "delivery: approval"),
    code("E0308", ("结束早于开始", "it ends before it begins"), ("检查起止日期。", "Check the first and the last day.")).example(Form::Policy, "in_force: {from: 2025-01-01, to: 2024-01-01}", "in_force: {from: 2024-01-01, to: 2025-01-01}"),
    code("E0309", ("组的 `per` 与成员的不同", "a group's `per` differs from a member's"), ("按年的上限只能管按年的支持。", "A cap per year holds benefits per year.")),
    code("E0310", ("`certainty` 与有没有金额不符", "`certainty: none` with an amount, or another certainty without one"), ("不可算的没有金额，其余的都有。", "What cannot be computed has no amount; everything else has one.")).example(Form::Policy, "benefits: [{kind: grant, amount: 5万元, certainty: none}]", "benefits: [{kind: grant, amount: 5万元, certainty: fixed}]"),
    code("E0311", ("列表是空的，或上级代码有误", "an empty list, an unknown parent, or parents in a circle"), ("列表至少一个代码，上级也在同一列表里。", "A list has at least one code, and parents stand in the same list.")).example(Form::Document, "lists:\n  甲: {乙: {label: 乙, parent: 丙}}", "lists:\n  甲: {丙: {label: 丙}, 乙: {label: 乙, parent: 丙}}"),
    code("E0312", ("取值范围不是写明的一个区间", "a domain that is not one interval of values written out"), ("例如 '>= 0元' 或 '[0元..100万元]'。", "Such as '>= 0元' or '[0元..100万元]'.")).example(Form::Document, "facts:\n  甲: {type: money, domain: \"> 5元, < 3元\"}", "facts:\n  甲: {type: money, domain: \"[3元..5元]\"}"),
    code("E0313", ("分档的界限没有递增", "brackets do not ascend"), ("从小到大写。", "Write them in ascending order.")).example(Form::Document, "facts:\n  甲: {type: money, brackets: [3万元, 2万元]}", "facts:\n  甲: {type: money, brackets: [2万元, 3万元]}"),
    code("E0314", ("例子提到没有的东西，或什么也没有检验", "an example names something unknown or checks nothing"), ("facts 里写指标，expect 里至少写一项。", "`facts` names facts, and `expect` has at least one entry.")).example(Form::Policy, "examples: [{facts: {利润: 1元}, expect: {}}]", "examples: [{facts: {利润: 1元}, expect: {status: undetermined}}]"),
    code("E0315", ("例子里要的是没有的定义的值", "an example expects a value of an unknown definition"), ("values 里写 definitions 或 let 里的名称。", "`values` names definitions, of the catalog or of the policy's `let`.")).example(Form::Policy, "examples: [{facts: {利润: 1元}, expect: {values: {没有的: 1元}}}]", "examples: [{facts: {利润: 1元}, expect: {status: undetermined}}]"),
    code("E0317", ("没有这种类型或列表", "there is no such type or list"), ("类型见语言说明；列表在 lists 里声明。", "The language page names the types; lists are declared under `lists`.")).example(Form::Document, "facts:\n  甲: {type: mony}", "facts:\n  甲: {type: money}"),
    code("E0318", ("`yearly` 不在 1 到 30，或类型不能逐年", "`yearly` out of range or on a type that is not ordered"), ("逐年的指标是数、金额等，最多 30 年。", "Yearly facts are numbers, money and the like, for at most 30 years.")).example(Form::Document, "facts:\n  甲: {type: money, yearly: 31}", "facts:\n  甲: {type: money, yearly: 3}"),
    code("E0319", ("参数的两个数值同一天开始", "two figures of a parameter start on the same day"), ("同一天只能有一个数值生效。", "Only one figure can start on a day.")).example(Form::Document, "parameters:\n  甲: [{from: 2025-01-01, value: 1元}, {from: 2025-01-01, value: 2元}]", "parameters:\n  甲: [{from: 2025-01-01, value: 1元}, {from: 2026-01-01, value: 2元}]"),
    code("E0320", ("`at_least` 要求的个数不对", "`at_least` asks for none or for more than there are"), ("n 在 1 和条件的个数之间。", "`n` lies between 1 and the number of conditions.")).example(Form::Policy, "eligible: {at_least: {n: 3, of: [{if: 上市}, {if: 利润 > 0元}]}}", "eligible: {at_least: {n: 1, of: [{if: 上市}, {if: 利润 > 0元}]}}"),
    code("E0321", ("引用了另一份文件，没有写它的来源等级", "a rule cites another document and does not say that document's `grade`"), ("每份文件有自己的等级，不能沿用政策的。", "Every document has a grade of its own; the policy's is not taken over.")).example(Form::Policy, "eligible: {if: 上市, source: {title: 另一办法, number: 三号}}", "eligible: {if: 上市, source: {title: 另一办法, number: 三号, grade: A}}"),
    code("E0322", ("表太大", "a table is too large"), ("最多 2,000 行、64 列。", "At most 2,000 rows and 64 columns.")),
    code("E0323", ("列表的代码太多", "a list has too many codes"), ("最多 10,000 个。", "At most 10,000.")),
    code("E0324", ("条件嵌套太深", "conditions are nested too deeply"), ("连共用条件在内最多 200 层。", "At most 200 levels, shared conditions included.")),
    code("E0325", ("一项政策的条件太多", "a policy has too many conditions"), ("最多 20,000 个，共用条件每用一次算一次。", "At most 20,000; shared ones count each time they are used.")),
    code("E0326", ("规则库太大", "the catalog is too large"), ("指标、定义、政策、条件和算式的个数都有上限，见语言说明。", "Facts, definitions, policies, conditions and expressions are limited, see the language page.")),
    code("E0331", ("清单的字段与别的东西同名", "a field of a list bears the name of something else"), ("筛选里字段直接用名称，同名就分不清了。", "In a filter a field stands for itself; with two of one name nobody could tell them apart.")).example(Form::Document, "facts:\n  订单: {type: list, of: {利润: money}}\ndefinitions:\n  甲: {value: count(订单)}", "facts:\n  订单: {type: list, of: {订单利润: money}}\ndefinitions:\n  甲: {value: count(订单)}"),
    code("E0332", ("`select` 的条件里有评审", "a `judged` among the conditions of `select`"), ("没有人逐条认定：把认定结果作为记录的一个字段。", "No judge decides record by record: make the outcome a field of the record.")).example(Form::Document, "definitions:\n  甲: {select: {each: 笔, from: 贷款, where: {judged: {zh: 合规}}}}", "definitions:\n  甲: {select: {each: 笔, from: 贷款, where: {if: 笔.金额 > 0元}}}"),
    code("E0333", ("`format` 或 `tells` 写得不对", "`format` or `tells` does not fit"), ("`format: credit_code` 只用于文字指标；`tells` 按代码的开头几位说明选一项的指标还能是哪些代码。", "`format: credit_code` is for texts; `tells` says by the first characters which codes of a choice remain.")).example(Form::Document, "facts:\n  代码: {type: text, format: credit_code, tells: {企业规模: {\"9I\": [大型]}}}", "facts:\n  代码: {type: text, format: credit_code, tells: {企业规模: {\"91\": [大型]}}}"),
    code("E0334", ("`depends_on` 写了政策自己，或写了太多政策", "`depends_on` names the policy itself, or too many policies"), ("组合时每一种选法都要算一遍，最多 6 项；一项政策自己总是选了的。", "Every combination of them is tried, so there are at most 6; and a policy is always chosen where its own amount counts.")).example(Form::Policy, "benefits: [{kind: grant, amount: 5万元, depends_on: [sample]}]", "benefits: [{kind: grant, amount: 5万元}]"),
    code("E0601", ("`policy feel` 读不懂这一行", "a line that `policy feel` cannot read"), ("每行是一个 JSON 对象，有 text，可以有 types、facts、expect_type、as_of。", "A line is one JSON object with `text`, and perhaps `types`, `facts`, `expect_type`, `as_of`.")),
    code("W0401", ("没有规则用到这个指标", "no rule reads this fact"), ("企业会被白问一遍：删去它，或在规则里用上它。", "A company would be asked in vain: remove it, or use it.")).example(Form::Document, "facts:\n  甲: {type: money}", "facts:\n  甲: {type: money}\ndefinitions:\n  乙: {value: 甲 * 2}"),
    code("W0402", ("决策表有漏", "a decision table has a gap"), ("有一种情况没有一行符合，那时这个值是错误 no_row；补上缺的行，或写 else。", "There is a case that no row matches; the value is then the error no_row. Add the row, or `else`.")).example(Form::Document, "definitions:\n  甲: {table: {hit: unique, in: [占比], rows: [['< 5%', 1], ['> 5%', 2]]}}", "definitions:\n  甲: {table: {hit: unique, in: [占比], rows: [['< 5%', 1], ['>= 5%', 2]]}}"),
    code("W0403", ("unique 的表有两行会同时符合", "two rows of a `unique` table match together"), ("那时这个值是错误 several_rows；收窄其中一行，或改用 first。", "The value is then the error several_rows. Narrow one of the rows, or use `first`.")).example(Form::Document, "definitions:\n  甲: {table: {hit: unique, in: [占比], rows: [['<= 5%', 1], ['>= 5%', 2]]}}", "definitions:\n  甲: {table: {hit: unique, in: [占比], rows: [['< 5%', 1], ['>= 5%', 2]]}}"),
    code("W0404", ("any 的表有两行会同时符合而结果不同", "two rows of an `any` table match together with different results"), ("那时这个值是错误 differing_rows；让结果相同，或改用 first。", "The value is then the error differing_rows. Make the results equal, or use `first`.")).example(Form::Document, "definitions:\n  甲: {table: {hit: any, in: [占比, 上市], rows: [['<= 5%', '-', 1], ['-', true, 2]], else: 0}}", "definitions:\n  甲: {table: {hit: first, in: [占比, 上市], rows: [['<= 5%', '-', 1], ['-', true, 2]], else: 0}}"),
    code("W0405", ("表里有一行永远用不到", "a row of a table can never match"), ("没有一个取值符合它，或 first 的表里前面的行已经包括了它。", "No value fits it, or in a `first` table the rows before it cover it.")).example(Form::Document, "definitions:\n  甲: {table: {hit: first, in: [占比], rows: [['>= 3%', 1], ['>= 5%', 2]], else: 0}}", "definitions:\n  甲: {table: {hit: first, in: [占比], rows: [['>= 5%', 2], ['>= 3%', 1]], else: 0}}"),
    code("W0406", ("文字里的数和算式里的数对不上", "a figure of the words is not in the rule, or one of the rule not in the words"), ("企业看的是文字，机器算的是算式，两边的每个数都要说到。以原文为准改文字，或改算式。", "A company reads the words and the engine computes the expression: each figure stands in both. Go by the official text.")).example(Form::Policy, "eligible: {if: 利润 <= 300万元, says: 利润不超过500万元}", "eligible: {if: 利润 <= 300万元, says: 利润不超过300万元}"),
    code("W0407", ("文字里的比较词和算式不一致", "the comparison word says otherwise than the rule"), ("以上、不低于、至少是 >=；超过、高于是 >；以下、不超过、至多是 <=；低于、不足、不满是 <。", "At least is >=, more than is >, at most is <=, less than is <.")).example(Form::Policy, "eligible: {if: 利润 >= 300万元, says: 利润超过300万元}", "eligible: {if: 利润 >= 300万元, says: 利润300万元以上}"),
];
