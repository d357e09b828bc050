//! `policy match` as its users see it, on the small rules of `tests/match`, each of whose policies pays what one fact is; and on
//! the real rules, where it must say of the sample companies what their verdicts say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const RULES: &str = "tests/match/rules";

/// Runs the command with a table on stdin.
fn run(rules: &str, table: impl AsRef<[u8]>, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    command.args(["match", rules, "--companies", "-", "-o", "-", "--as-of", "2026-11-23"]).args(more);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let table = table.as_ref().to_owned();
    // The command may end before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&table)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What is written of a table without a fault.
fn matched(table: &str, more: &[&str]) -> String {
    let output = run(RULES, table, more);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The exit code and what is told of a table with faults: all but the last line, which tells how long it took.
fn told(table: impl AsRef<[u8]>, more: &[&str]) -> (Option<i32>, String) {
    let output = run(RULES, table, more);
    let told = text(&output.stderr);
    let lines = told.lines().filter(|line| !line.contains('×'));
    (output.status.code(), lines.collect::<Vec<_>>().join("\n"))
}

/// Lines of fields.
fn fields(written: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What a policy pays to the only company of a table, the first benefit before the second.
fn paid(table: &str, policy: &str) -> Vec<(String, String)> {
    let written = matched(table, &["--policy", policy]);
    fields(&written)[1..].iter().map(|line| (line[11].clone(), line[12].clone())).collect()
}

/// Checks for each cell of a fact what its policy pays.
fn cells(fact: &str, policy: &str, cells: &[(&str, &str, &str)]) {
    for (cell, min, max) in cells {
        let table = format!("{fact},id\n\"{}\",x\n", cell.replace('"', "\"\""));
        assert_eq!(paid(&table, policy)[0], ((*min).to_owned(), (*max).to_owned()), "{fact}: {cell}");
    }
}

#[test]
fn a_cell_of_money_is_an_amount_bounds_or_a_range() {
    cells(
        "金额",
        "by-money",
        &[
            ("1200", "1200", "1200"),
            ("1,200万元", "12000000", "12000000"),
            (" １２．５元 ", "12.5", "12.5"),
            ("0.07元", "0.07", "0.07"),
            ("1.2亿元", "120000000", "120000000"),
            (">=500万元", "5000000", ""),
            ("≥ 500万元", "5000000", ""),
            ("<500元", "0", "499.99"),
            ("≤500元", "0", "500"),
            (">500元", "500.01", ""),
            (">=500元 <1000元", "500", "999.99"),
            (">=500元，且 <=1,000元", "500", "1000"),
            ("500元~1000元", "500", "1000"),
            ("500..1000", "500", "1000"),
            ("5万元至10万元", "50000", "100000"),
            ("5万元～", "50000", ""),
            ("~5万元", "0", "50000"),
            (r#"{"min": "5万元", "below": 60000}"#, "50000", "59999.99"),
            ("", "0", ""),
        ],
    );
}

#[test]
fn cells_of_other_ordered_facts() {
    cells("人数", "by-count", &[("1,234", "1234", "1234"), ("12人", "12", "12"), ("10~20人", "10", "20")]);
    cells("分数", "by-number", &[("58.5", "58.5", "58.5"), ("1.2万", "12000", "12000")]);
    cells("占比", "by-share", &[("5.5%", "5.5", "5.5"), ("5‰", "0.5", "0.5"), ("5%~10%", "5", "10")]);
    let day = [("2018-05-01", "1", "1"), ("2018/5/1", "1", "1"), ("2018年5月1日", "1", "1"), ("2018-05-02", "2", "2")];
    cells("日期", "by-day", &day);
    cells("日期", "by-day", &[(">=2018-05-02", "2", "2"), ("2018-01-01~2018-12-31", "1", "2")]);
    cells("期间", "by-period", &[("18个月", "1", "1"), ("1年6个月", "1", "1"), ("P1Y6M", "1", "1"), ("2年", "2", "2")]);
    cells("天数", "by-days", &[("10", "1", "1"), ("10日", "1", "1"), ("11日", "2", "2")]);
}

#[test]
fn a_cell_of_a_truth_is_yes_or_no() {
    for yes in ["是", "true", "TRUE", "True", "1"] {
        cells("是否", "by-truth", &[(yes, "1", "1")]);
    }
    for no in ["否", "false", "FALSE", "0"] {
        cells("是否", "by-truth", &[(no, "2", "2")]);
    }
}

#[test]
fn a_cell_of_text_is_itself() {
    cells("名号", "by-text", &[("a,b", "1", "1"), ("[", "2", "2"), ("无", "2", "2"), ("x\ny", "2", "2")]);
}

#[test]
fn codes_may_be_written_by_their_labels_and_several_in_a_cell() {
    cells(
        "单选",
        "by-choice",
        &[
            ("乙类", "2", "2"),
            ("第一类", "1", "1"),
            ("First kind", "1", "1"),
            ("第二类、其他", "2", "2"),
            ("甲类;乙类", "1", "2"),
            ("甲类、乙类", "1", "2"),
            ("第一类；第二类、其他", "1", "2"),
            (r#"{"in": ["乙类", "丙类"]}"#, "2", "3"),
        ],
    );
    cells(
        "多选",
        "by-choices",
        &[
            ("甲类", "1", "1"),
            ("甲类;丙类", "5", "5"),
            ("甲类|第二类、其他|丙类", "7", "7"),
            ("甲类\n丙类", "5", "5"),
            ("无", "0", "0"),
            ("none", "0", "0"),
            ("[]", "0", "0"),
            (r#"["丙类", null]"#, "4", "7"),
            (r#"{"in": ["甲类", "乙类"]}"#, "0", "3"),
        ],
    );
}

#[test]
fn a_yearly_fact_has_columns_by_year_or_cells_of_several_years() {
    let pays = |table: &str| {
        let ends = paid(table, "by-years").into_iter().map(|(min, max)| format!("{min}–{max}"));
        ends.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(pays("收入2024,收入2025\n7元,9元\n"), "9–9 7–7");
    assert_eq!(pays("2025年度收入,收入 2024\n9元,7元\n"), "9–9 7–7");
    assert_eq!(pays("收入（2025年）,收入_2024\n9元,>=7元\n"), "9–9 7–");
    assert_eq!(pays("收入2025\n9元\n"), "9–9 0–", "of years without a column nothing is known");
    assert_eq!(pays("收入2024,收入2025\n,9元\n"), "9–9 0–");
    assert_eq!(pays("收入2024,收入2025\n5元~6元,\n"), "0– 5–6");
    assert_eq!(pays("收入2015,收入2025\n1元,9元\n"), "9–9 0–", "years that nobody asks for do no harm");
    assert_eq!(pays("收入\n7元;9元\n"), "9–9 7–7");
    assert_eq!(pays("收入\n5元、7元、>=9元\n"), "9– 7–7");
    assert_eq!(pays("收入\n;9元\n"), "9–9 0–");
    assert_eq!(pays("收入\n9元\n"), "9–9 0–", "a single value is the last year's");
    assert_eq!(pays("收入\n\"[\"\"7元\"\", 9]\"\n"), "9–9 7–7");
    assert_eq!(pays("收入\n\"{\"\"2024\"\": 7}\"\n"), "0– 7–7");
}

#[test]
fn cells_of_lists() {
    cells(
        "清单",
        "by-values",
        &[("1元;2元", "3", "3"), ("1,000、2", "1002", "1002"), ("无", "0", "0"), ("[]", "0", "0")],
    );
    let loans = r#"[{"合同": "A", "本金": "3元"}, {"合同": "B", "本金": {"max": 4}}]"#;
    cells("贷款", "by-records", &[(loans, "3", "7"), ("[]", "0", "0")]);
}

#[test]
fn a_fact_may_be_called_by_its_label() {
    cells("全年金额", "by-money", &[("5", "5", "5")]);
    cells("Amount of the year", "by-money", &[("5", "5", "5")]);
}

#[test]
fn each_company_and_policy_has_its_line() {
    let table = "企业名称,金额,是否\n\"甲, 乙\",1万元,是\n丙,2亿元,\n";
    insta::assert_snapshot!("lines", matched(table, &[]));
    insta::assert_snapshot!(
        "lines_missing_en",
        matched(table, &["--missing", "--lang", "en", "--policy", "small", "--policy", "rule", "--policy", "by-money"])
    );
}

#[test]
fn statuses_and_policies_can_be_chosen() {
    let table = "id,金额\nx,1万元\n";
    let chosen = |more: &[&str]| {
        let lines = fields(&matched(table, more));
        lines[1..].iter().map(|line| format!("{} {}", line[1], line[3])).collect::<Vec<_>>()
    };
    assert_eq!(chosen(&["--status", "review,not_in_force"]), ["judged review", "over not_in_force"]);
    assert_eq!(chosen(&["--status", "undetermined", "--status", "review"]), ["judged review", "rule undetermined"]);
    assert_eq!(chosen(&["--policy", "small", "--policy", "by-money"]), ["by-money eligible", "small eligible"]);
    assert_eq!(chosen(&["--policy", "small", "--status", "review"]), [""; 0]);
    assert_eq!(run(RULES, table, &["--policy", "none"]).status.code(), Some(2));
    assert_eq!(run(RULES, table, &["--status", "good"]).status.code(), Some(2));
    assert_eq!(run(RULES, table, &["--threads", "0"]).status.code(), Some(2));
}

#[test]
fn a_company_is_named_by_its_column_or_its_number() {
    let names = |table: &str, more: &[&str]| {
        let lines = fields(&matched(table, &[&["--policy", "over"], more].concat()));
        lines[1..].iter().map(|line| line[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("金额\n1\n2\n", &[]), ["1", "2"]);
    assert_eq!(names("金额,ID\n1,a\n2,b\n", &[]), ["a", "b"]);
    assert_eq!(
        names("序号,金额,企业名称\n7,1,甲\n", &[]),
        ["7"],
        "the first one; others that name companies are no fault"
    );
    assert_eq!(names("序号,金额,企业名称\n7,1,甲\n", &["--id", "企业名称"]), ["甲"]);
    assert_eq!(names("代号,金额\n7,1\n", &["--id", "代号"]), ["7"]);
    assert_eq!(names("统一社会信用代码,金额\n9144030071526726XG,1\n", &[]), ["9144030071526726XG"]);
    assert_eq!(names("金额\n1\n", &["--id", "金额"]), ["1"]);
}

#[test]
fn what_spreadsheets_write_is_read() {
    let plain = matched("企业名称,金额,名号\n甲,1万元,\"x\ny\"\n乙,2万元,z\n", &[]);
    // A mark, line ends of Windows, blanks, lines and columns without content.
    let spreadsheet = "\u{feff}企业名称, 金额 ,名号,,\r\n甲,1万元,\"x\ny\",,\r\n,,,,\r\n\r\n 乙 ,2万元,z,,\r\n,,,,\r\n";
    let written = matched(spreadsheet, &[]);
    assert_eq!(written.strip_prefix('\u{feff}'), Some(plain.as_str()), "a mark is answered with a mark");
    assert_eq!(matched("企业名称,金额,名号\n甲,1万元,\"x\ny\"\n乙,2万元,z", &[]), plain, "no line end at the end");
    assert_eq!(fields(&matched("金额,是否\n", &[])).len(), 1, "no companies, no lines");
}

const FAULTY: &str = "企业名称,统一社会信用代码,主体,金额,人数,占比,日期,是否,单选,多选,收入2024,收入2025,贷款
甲,9144030071526726XG,个体户,-1,1.5,60,2019-13-01,也许,戊类,甲类;戊类,1元,abc,\"[{\"\"合同\"\":\"
乙,123,,500~1000万元,,,,,,,>=1x,,现金
丙,,,1,200万元,,,,,,,,,
,,,1,,,,,,,,,
丁,短行
戊,,,5元,,,,,,,,,
";

#[test]
fn every_faulty_cell_is_named_and_no_company_is_lost() {
    let (code, zh) = told(FAULTY, &[]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("faulty_zh", zh);
    insta::assert_snapshot!("faulty_en", told(FAULTY, &["--lang", "en"]).1);
    let written = text(&run(RULES, FAULTY, &["--policy", "by-money"]).stdout);
    let lines = fields(&written);
    let shown: Vec<_> = lines[1..].iter().map(|line| format!("{} {}–{}", line[0], line[11], line[12])).collect();
    assert_eq!(shown, ["甲 0–", "乙 0–", "丙 0–", "4 1–1", "丁 0–", "戊 5–5"]);
}

#[test]
fn faults_beyond_the_first_twenty_are_counted() {
    let table = format!("id,金额,人数\n{}", "x,y,z\n".repeat(30));
    let (code, told) = told(table, &["--lang", "en"]);
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 22, "{told}");
    assert!(lines[0].starts_with("stdin: line 2, column B (x): "), "{told}");
    assert!(lines[19].starts_with("stdin: line 11, column C (x): "), "{told}");
    assert_eq!(lines[20], "… and 40 more");
    assert!(lines[21].starts_with("30 companies have 60 problems"), "{told}");
}

#[test]
fn faulty_titles_are_all_named_before_anything_is_judged() {
    let table = "企业名称,金客,收入,收入2025,收入2026,注册资本,金额,金额,全年金额,收入2025\n甲,1,1,1,1,1,1,1,1,1\n";
    let output = run(RULES, table, &["--id", "代号"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()));
    insta::assert_snapshot!("titles_zh", text(&output.stderr));
    insta::assert_snapshot!("titles_en", text(&run(RULES, table, &["--lang", "en"]).stderr));
    let (code, none) = told("企业名称,注册资本\n甲,1\n", &["--ignore-unknown", "--lang", "en"]);
    assert_eq!(code, Some(1));
    assert!(none.contains("no column is a fact"), "{none}");
    assert!(matched("金额,注册资本\n5,7\n", &["--ignore-unknown"]).contains("1,by-money,按金额,eligible"));
}

#[test]
fn a_file_that_is_no_table_is_refused() {
    assert_eq!(told("", &[]), (Some(1), "stdin 是空的；第一行应是列名，每行一家企业".to_owned()));
    // 金额 in GBK.
    let gbk = told(b"\xbd\xf0\xb6\xee\n1\n", &["--lang", "en"]);
    assert_eq!(gbk.0, Some(1));
    assert!(gbk.1.starts_with("stdin: line 1 is not UTF-8 text"), "{}", gbk.1);
    let gbk = told(b"id,\xe9\x87\x91\xe9\xa2\x9d\na,1\nb,\xbd\xf0\nc,1\n", &[]);
    assert_eq!(gbk.0, Some(1));
    assert!(gbk.1.starts_with("stdin 第 3 行不是 UTF-8 文本") && gbk.1.contains("CSV UTF-8"), "{}", gbk.1);
    let endless = format!("id,名号\nx,\"{}", "y".repeat(20 << 20));
    let endless = told(endless, &["--lang", "en"]);
    assert_eq!(endless.0, Some(1));
    assert!(endless.1.contains("a quote is probably not closed"), "{}", endless.1);
}

#[test]
fn files_are_read_and_written_but_never_over_each_other() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("match");
    std::fs::create_dir_all(&folder).unwrap();
    let (table, output) = (folder.join("companies.csv"), folder.join("made/result.csv"));
    std::fs::write(&table, "id,金额\nx,1\n").unwrap();
    let matching = |output: &PathBuf| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
        command.args(["match", RULES, "--as-of", "2026-11-23", "--companies"]).arg(&table).arg("-o").arg(output);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
    };
    assert_eq!(matching(&output).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), matched("id,金额\nx,1\n", &[]));
    assert_eq!(matching(&table).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&table).unwrap(), "id,金额\nx,1\n");
    assert_eq!(matching(&folder).status.code(), Some(2), "a folder cannot be written");
    std::fs::remove_file(&table).unwrap();
    assert_eq!(matching(&output).status.code(), Some(2));
}

/// The sample companies, by their names.
fn samples() -> Vec<(String, Map<String, Value>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/companies");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let document: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), document["facts"].as_object().unwrap().clone())
    };
    paths.into_iter().map(read).collect()
}

/// The sample companies as a table.
fn sample_table(samples: &[(String, Map<String, Value>)]) -> String {
    let facts: BTreeSet<&str> = samples.iter().flat_map(|(_, facts)| facts.keys().map(String::as_str)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(std::iter::once("id").chain(facts.iter().copied())).unwrap();
    for (name, known) in samples {
        let cells = facts.iter().map(|fact| match known.get(*fact) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        writer.write_record(std::iter::once(name.clone()).chain(cells)).unwrap();
    }
    text(&writer.into_inner().unwrap())
}

#[test]
fn the_sample_companies_stand_as_their_verdicts_say() {
    let samples = samples();
    let table = sample_table(&samples);
    let [quick, full] = [&[][..], &["--missing"]].map(|more| {
        let output = run("rules", &table, more);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        fields(&text(&output.stdout))
    });
    assert_eq!(quick.len(), full.len());
    let mut place = 1;
    for (name, _) in &samples {
        let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
        let facts = format!("rules/companies/{name}.json");
        command.args(["eval", "rules", "--json", "--as-of", "2026-11-23", "--facts", &facts]);
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        for verdict in document["verdicts"].as_array().unwrap() {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (policy, status) = (word(&verdict["policy"]), word(&verdict["status"]));
            let may_be_had = ["eligible", "review", "undetermined"].contains(&status.as_str());
            let benefits = verdict["benefits"].as_array().unwrap();
            let count = if may_be_had { benefits.len() } else { 0 };
            for number in 0..count.max(1) {
                let (line, fuller) = (&quick[place], &full[place]);
                place += 1;
                assert_eq!(&line[0], name);
                assert_eq!((&line[1], &line[3]), (&policy, &status), "{name}");
                assert_eq!(line[..11], fuller[..11]);
                let Some(benefit) = benefits.get(number).filter(|_| count > 0) else {
                    assert!(line[4..].iter().chain(&fuller[4..13]).all(String::is_empty), "{line:?} {fuller:?}");
                    continue;
                };
                let words = [&benefit["kind"], &benefit["per"], &benefit["certainty"], &benefit["measure"]].map(word);
                assert_eq!((&line[4], &line[6..10]), (&(number + 1).to_string(), &words[..]), "{name}: {policy}");
                assert_eq!(line[10], benefit["reference"].to_string());
                let ends = [word(&benefit["min"]), word(&benefit["max"])];
                assert_eq!(fuller[11..13], ends, "{name}: {policy}");
                if status != "undetermined" || !line[11].is_empty() {
                    assert_eq!(line[11..13], ends, "{name}: {policy}");
                }
                let missing = [&verdict["missing"], &benefit["missing"]]
                    .map(|facts| facts.as_array().unwrap().iter().map(word).collect::<Vec<_>>().join(";"));
                assert_eq!(&fuller[13], missing.iter().find(|facts| !facts.is_empty()).unwrap_or(&String::new()));
            }
        }
    }
    assert_eq!(place, quick.len());
}

#[test]
fn the_number_of_threads_and_the_companies_before_do_not_show() {
    let samples = samples();
    // More companies than a chunk has, each with some other fact taken away, and some faults among them.
    let mut many = Vec::new();
    for round in 0..12 {
        for (name, facts) in &samples {
            let mut facts = facts.clone();
            let taken: Vec<String> = facts.keys().skip(round).step_by(12).cloned().collect();
            taken.iter().for_each(|fact| drop(facts.remove(fact)));
            if round % 5 == 4 {
                facts.insert("应纳税所得额".to_owned(), "不详".into());
            }
            many.push((format!("{name}-{round}"), facts));
        }
    }
    let one = run("rules", sample_table(&many), &["--threads", "1"]);
    assert_eq!(one.status.code(), Some(1));
    let faults = |output: &Output| text(&output.stderr).lines().filter(|line| !line.contains('×')).count();
    assert_eq!(faults(&one), 20 + 2);
    for threads in ["2", "4", "9"] {
        let several = run("rules", sample_table(&many), &["--threads", threads]);
        assert!(one.stdout == several.stdout, "{threads} threads write something else than one");
        assert_eq!(faults(&several), 20 + 2);
    }
    // Each company by itself, of which nothing but its own facts can be known.
    let together = fields(&text(&one.stdout));
    for company in many.iter().step_by(29) {
        let alone = run("rules", sample_table(std::slice::from_ref(company)), &[]);
        let lines: Vec<_> = together.iter().filter(|line| line[0] == company.0).cloned().collect();
        assert_eq!(fields(&text(&alone.stdout))[1..], lines[..], "{}", company.0);
    }
}

#[test]
fn the_table_of_the_page_is_read() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/match.md")).unwrap();
    let table = page.split("```csv\n").nth(1).unwrap().split("```").next().unwrap();
    let output = run("rules", table, &["--policy", "cn-cit-small-low-profit"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines = fields(&text(&output.stdout));
    let ends: Vec<_> =
        lines[1..].iter().map(|line| [0, 3, 11, 12].map(|field| line[field].clone()).join(" ")).collect();
    assert_eq!(ends, ["甲公司 undetermined 420000 420000", "乙公司 undetermined  "]);
}
