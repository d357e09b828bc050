/** Every word of the element's own, in Chinese and English. What a catalog says comes with the catalog. */

import type { BenefitVerdict, BestBundle, Bundle, CalendarEvent, Delivery, Grade, Language, LocalizedText, PolicyKind, Status, Truth, Verdict, Way } from '../types.js';

type Certainty = BenefitVerdict['certainty'];
type Per = BenefitVerdict['per'];
type Kind = BenefitVerdict['kind'];
type Reason = NonNullable<Verdict['reason']>;
type LimitKind = Bundle['limits'][number]['kind'];
type Apart = BestBundle['apart'][number];

/** What one language has to say. */
export interface Words {
  loading: string;
  failed: string;
  noCatalog: string;

  form: string;
  formNote: string;
  answered: (count: number, all: number) => string;
  fields: (count: number) => string;
  reset: string;
  toCorrect: (count: number) => string;
  onlyPolicy: (title: string, count: number) => string;
  allFields: string;
  where: string;
  yes: string;
  no: string;
  unknown: string;
  choose: string;
  noneOfThese: string;
  someEntries: string;
  noEntries: string;
  entriesNote: string;
  entry: (number: number) => string;
  inEntry: (list: string, number: number, field: string | undefined) => string;
  addEntry: string;
  deleteEntry: string;
  deleteEntryOf: (list: string, number: number) => string;
  entryAdded: (list: string, number: number) => string;
  entryDeleted: (list: string, number: number, left: number) => string;
  level: (label: string, level: number) => string;
  optional: string;
  byRange: string;
  byFigure: string;
  range: string;
  below: (limit: string) => string;
  between: (from: string, below: string) => string;
  from: (limit: string) => string;
  upTo: (limit: string) => string;
  comma: string;
  colon: string;
  semicolon: string;
  to: string;
  aside: (text: string) => string;
  year: (year: number) => string;
  ofYear: (label: string, year: string) => string;
  notFounded: string;
  noSuchYear: string;
  inForceOf: (value: string) => string;
  years: string;
  months: string;
  days: string;
  dateHint: string;
  given: string;
  change: string;
  unitName: (unit: string) => string;
  /** For where there is little room. */
  unitShort: (unit: string) => string;
  inUnit: (unit: string) => string;
  section: (name: string) => string;
  policyLevel: (name: string) => string;

  computing: string;
  nextQuestions: string;
  stillOpen: (policies: number) => string;
  allAsked: string;
  onlySkipped: string;
  skipped: (count: number) => string;
  askAgain: string;
  concerns: (policies: number) => string;
  figureNeeded: string;
  skip: string;
  goOn: string;

  results: string;
  finders: string;
  allFinders: string;
  finder: Record<PolicyKind, string>;
  asOf: (date: string) => string;
  status: Record<Status, string>;
  statusShort: Record<Status, string>;
  statusNote: Record<Status, string>;
  policies: (count: number) => string;
  totals: string;
  totalsNote: string;
  withCeilings: string;
  withClosed: (count: number) => string;
  nothingYet: string;
  nothingSure: string;
  excluded: (group: string, titles: string[]) => string;
  references: (count: number) => string;
  toResults: string;
  summary: (counts: Record<Status, number>) => string;
  showAll: (count: number) => string;

  why: string;
  moreReasons: (count: number) => string;
  allConditions: string;
  stillNeeded: string;
  canDo: (meet: boolean, fail: boolean) => string;
  howComputed: string;
  referenceNote: string;
  /** What a step computes, where it is not a definition. */
  steps: Record<string, string>;

  ways: string;
  factChange: (change: Way['changes'][number]) => string;
  then: string;
  gives: (worth: string) => string;
  earliest: string;
  gains: string;
  loses: string;
  noWay: string;
  fixedConditions: string;
  mustBeTrue: string;
  nearMisses: string;
  nearMissesNote: string;
  noNearMiss: string;

  bundle: string;
  bundleNote: string;
  bundleLine: (total: string) => string;
  bundleMore: (most: string | undefined) => string;
  bundleWhy: (givenUp: number) => string;
  bundleSafe: string;
  bundleBest: string;
  bundleSettled: string;
  noBundle: string;
  comparable: string;
  inYear: (amount: string) => string;
  setLeast: (amount: string) => string;
  setMembers: (count: number) => string;
  unbounded: (titles: string) => string;
  notProved: (bound: string | undefined) => string;
  unlimited: (amount: string) => string;
  depending: (chosen: string, left: string) => string;
  givenUp: string;
  alone: (amount: string) => string;
  noRoom: (group: string) => string;
  wouldLeave: (titles: string) => string;
  wouldTake: (titles: string) => string;
  wouldChange: (titles: string) => string;
  impossible: string;
  sameTotal: string;
  wouldLose: (amount: string, exact: boolean) => string;
  limitsReached: string;
  limitReached: (kind: LimitKind, group: string, limit: string | undefined, wanted: string, titles: string) => string;
  ties: string;
  tie: (takes: string, leaves: string) => string;
  notCounted: (count: number) => string;
  whyApart: Record<Apart['why'], string>;

  calendar: string;
  calendarNote: string;
  noEvents: string;
  daysLeft: (days: number) => string;
  event: Record<CalendarEvent['kind'], string>;
  needsFigures: (date: string, policies: number) => string;
  saveCalendar: string;
  saveCalendarNote: string;
  calendarName: string;
  authorityDecides: string;

  compare: string;
  closeComparison: string;
  compareWith: string;
  chooseDay: (today: string) => string;
  differences: (from: string, to: string, count: number) => string;
  beforeAfter: (before: string, after: string) => string;
  nothingGiven: string;
  noSuchPolicy: string;
  noSuchCondition: string;

  missing: string;
  missingMore: (count: number) => string;
  failedConditions: string;
  conditions: string;
  allOf: string;
  anyOf: string;
  noneOf: string;
  atLeast: (count: number) => string;
  truth: Record<Truth, string>;
  fix: string;
  fill: string;
  clause: string;
  wouldBe: string;

  amount: string;
  noAmount: string;
  openAmount: string;
  atMost: (amount: string) => string;
  ceiling: (amount: string) => string;
  atLeastAmount: (amount: string) => string;
  ifQualified: string;
  andMore: (count: number) => string;
  certainty: Record<Certainty, string>;
  per: Record<Per, string>;
  perShort: Record<Per, string>;
  kind: Record<Kind, string>;
  deductible: (amount: string) => string;
  creditable: (amount: string) => string;
  deduction: string;
  credit: string;
  reference: string;
  notThis: string;
  maybeThis: string;
  errors: string;

  how: string;
  window: string;
  windowOpen: (closes: string | undefined, days: number | undefined) => string;
  windowNotYet: (opens: string | undefined) => string;
  windowClosed: (closes: string | undefined) => string;
  windowRolling: string;
  windowUnknown: string;
  delivery: string;
  deliveries: Record<Delivery, string>;
  apply: string;
  office: string;
  phone: string;
  opens: string;
  materials: string;
  mayFollow: string;
  shared: string;

  basis: string;
  authority: string;
  grade: Record<Grade, string>;
  recalled: string;
  checked: (date: string) => string;
  validity: string;
  inForce: (from: string | undefined, to: string | undefined) => string;
  unverified: string;
  reason: Record<Reason, string>;
  successor: string;
  survives: string;
  supersedes: string;
  onlyThese: string;
}

const zh: Words = {
  loading: '正在载入政策规则…',
  failed: '政策规则没有载入',
  noCatalog: '没有指定政策规则。',

  form: '企业信息',
  formNote: '只填知道的就行：没填的项目不会被当成“不符合”。',
  answered: (count, all) => `已填 ${count}/${all}`,
  fields: (count) => `${count} 项`,
  reset: '全部清空',
  toCorrect: (count) => `${count} 项需要更正，更正前不计入测算：`,
  onlyPolicy: (title, count) => `只显示“${title}”要用的 ${count} 项`,
  allFields: '显示全部指标',
  where: '在哪里找',
  yes: '是',
  no: '否',
  unknown: '不清楚',
  choose: '请选择',
  noneOfThese: '以上都没有',
  someEntries: '有，逐条填写',
  noEntries: '没有',
  entriesNote: '不清楚的空格可以留空。',
  entry: (number) => `第 ${number} 条`,
  inEntry: (list, number, field) => `${list}第 ${number} 条${field === undefined ? '' : `：${field}`}`,
  addEntry: '添加一条',
  deleteEntry: '删除',
  deleteEntryOf: (list, number) => `删除第 ${number} 条（${list}）`,
  entryAdded: (list, number) => `已添加${list}第 ${number} 条。`,
  entryDeleted: (list, number, left) => `已删除${list}第 ${number} 条，还有 ${left} 条。`,
  level: (label, level) => `${label}（第 ${level} 级）`,
  optional: '请选择（可不选）',
  byRange: '改为选区间',
  byFigure: '改为填准确数',
  range: '区间',
  below: (limit) => `不足 ${limit}`,
  between: (from, below) => `${from} 以上，不足 ${below}`,
  from: (limit) => `${limit} 以上`,
  upTo: (limit) => `不超过 ${limit}`,
  comma: '、',
  colon: '：',
  semicolon: '；',
  to: '变为',
  aside: (text) => `（${text}）`,
  year: (year) => `${year} 年`,
  ofYear: (label, year) => `${label}，${year}`,
  notFounded: '当年尚未成立',
  noSuchYear: '尚未成立',
  inForceOf: (value) => `即 ${value}`,
  years: '年',
  months: '个月',
  days: '天',
  dateHint: '例如 2018-05-01',
  given: '已载入：',
  change: '改填',
  unitName: (unit) => unit,
  unitShort: (unit) => unit,
  inUnit: (unit) => `（${unit}）`,
  section: (name) => name,
  policyLevel: (name) => name,

  computing: '正在计算…',
  nextQuestions: '接下来先答这几项',
  stillOpen: (policies) => (policies === 0 ? '没有待定的政策' : `还有 ${policies} 项政策待定`),
  allAsked: '没有要答的了：再答什么，结果也不会变。',
  onlySkipped: '剩下的都先跳过了。',
  skipped: (count) => `跳过了 ${count} 项。`,
  askAgain: '重新问',
  concerns: (policies) => `影响 ${policies} 项政策的结果`,
  figureNeeded: '区间还不够，要填准确数',
  skip: '不知道，先跳过',
  goOn: '下一题',

  results: '测算结果',
  finders: '按想找的东西看',
  allFinders: '全部',
  finder: { policy: '找政策', space: '找空间', service: '找服务', market: '找市场', talent: '找人才', fund: '找资金' },
  asOf: (date) => `按 ${date} 的政策`,
  status: {
    eligible: '符合条件',
    review: '可能符合，待评审',
    undetermined: '待补充信息',
    ineligible: '不符合',
    not_in_force: '不在执行期',
  },
  statusShort: {
    eligible: '符合',
    review: '待评审',
    undetermined: '待补充',
    ineligible: '不符合',
    not_in_force: '不在执行期',
  },
  statusNote: {
    eligible: '按所填信息符合条件，以主管部门审核为准。',
    review: '能核对的条件都满足，还要经评审或列入名单。',
    undetermined: '补上所缺的信息才能判断；点指标名可直接去填。',
    ineligible: '按所填信息有条件不满足。',
    not_in_force: '列出以备查，不能申领。',
  },
  policies: (count) => `${count} 项`,
  totals: '按所填信息可享受',
  totalsNote: '按所填信息测算，不构成承诺，以主管部门审核为准。',
  withCeilings: '含有上限的项目，上限不是可得额',
  withClosed: (count) => `其中 ${count} 项本期受理已截止`,
  nothingYet: '填写企业信息，这里随填随算。',
  nothingSure: '目前没有能确定金额的项目。',
  excluded: (group, titles) => `${group}：不能同时享受，未计入 ${titles.map((title) => `“${title}”`).join('、')}。`,
  references: (count) => `另有 ${count} 项金额的依据尚未核对原文，仅供参考，未计入。`,
  toResults: '查看结果',
  summary: (counts) =>
    `符合条件 ${counts.eligible} 项，待评审 ${counts.review} 项，待补充信息 ${counts.undetermined} 项，不符合 ${counts.ineligible} 项。`,
  showAll: (count) => `显示全部 ${count} 项`,

  why: '为什么',
  moreReasons: (count) => `另有 ${count} 条，见“全部条件”。`,
  allConditions: '全部条件',
  stillNeeded: '还差这些信息',
  canDo: (meet, fail) => {
    if (meet) return fail ? '答了就能定：可能符合，也可能不符合' : '可能由此符合';
    return fail ? '可能由此不符合' : '要和别的信息一起才能定';
  },
  howComputed: '怎么算的',
  referenceNote: '依据尚未核对原文，仅供参考。',
  steps: { '': '金额', cap: '上限', at_least: '最低', step: '取整', least: '最少', most: '最多' },

  ways: '怎样才能符合',
  factChange: ({ label, from, to, bound, last_year: year }) => {
    const verb = { at_least: '达到', at_most: '不超过', exactly: '为' }[bound];
    return `${label}${year ? '（一个完整年度）' : ''}${to === null ? '为其他选项之一' : `${verb} ${to}`}${from === null ? '' : `（现在 ${from}）`}`;
  },
  then: '做到以后',
  gives: (worth) => `：${worth}`,
  earliest: '最早',
  gains: '同时会符合',
  loses: '同时会失去',
  noWay: '没有找到只改动少数几项就能符合的办法。',
  fixedConditions: '以下条件，单改一项改变不了：',
  mustBeTrue: '填报必须如实；这里说的是将来要做到什么。',
  nearMisses: '只差一步',
  nearMissesNote: '改变一项就不再有条件不满足的政策',
  noNearMiss: '没有只差一项的政策。',

  bundle: '最优组合',
  bundleNote: '能一起享受的政策里，合计最高的一组；放弃了什么、为什么',
  bundleLine: (total) => `最优组合，按一年可比：${total}`,
  bundleMore: (most) => (most === undefined ? '；还没定的项目里有的没有写明上限，算不出最多是多少' : `；还没定的都如愿时最多 ${most}`),
  bundleWhy: (givenUp) => (givenUp > 0 ? `放弃了 ${givenUp} 项，看为什么` : '看是哪些'),
  bundleSafe: '现在就能算数的',
  bundleBest: '还没定的都如愿时最好的',
  bundleSettled: '没有其他可能的政策或金额：这就是最多的。',
  noBundle: '目前没有能算出金额、可以放在一起的项目。',
  comparable: '一年内可比金额',
  inYear: (amount) => `一年合 ${amount}`,
  setLeast: (amount) => `这一组最少只有 ${amount}`,
  setMembers: (count) => `这一组的 ${count} 项`,
  unbounded: (titles) => `金额没有上限，只算了最少的：${titles}`,
  notProved: (bound) => `这是找到的最好一组，没有证明再没有更好的${bound === undefined ? '' : `；不会超过 ${bound}`}。`,
  unlimited: (amount) => `不受限制时 ${amount}`,
  depending: (chosen, left) => `金额按${[chosen && `选了${chosen}`, left && `没选${left}`].filter(Boolean).join('、')}计算`,
  givenUp: '为此放弃的',
  alone: (amount) => `单算 ${amount}`,
  noRoom: (group) => `不能再加：${group}`,
  wouldLeave: (titles) => `选它就要放弃${titles}`,
  wouldTake: (titles) => `可换来${titles}`,
  wouldChange: (titles) => `选它会改变${titles}的金额`,
  impossible: '没有一组能有它',
  sameTotal: '合计一样多',
  wouldLose: (amount, exact) => `合计${exact ? '' : '至多'}少 ${amount}`,
  limitsReached: '受限的金额',
  limitReached: (kind, group, limit, wanted, titles) => {
    const most = limit ?? '未知';
    const what = { each_cap: `每项最多 ${most}`, cap: `合计最多 ${most}`, highest_difference: `取最高的一项，减去已领的 ${most}` }[kind];
    return `${titles}：${what}，不受限时 ${wanted}（${group}）`;
  },
  ties: '同样多的',
  tie: (takes, leaves) => `改选${takes}，不选${leaves}；两组一样多，按规则库的先后取了这一组`,
  notCounted: (count) => `另列，不计入合计 ${count} 项`,
  whyApart: {
    deduction: '可扣除的额度，不是到手的钱',
    credit: '额度，要还的',
    reference: '依据尚未核对原文，仅供参考',
    no_amount: '算不出金额',
  },

  calendar: '日程',
  calendarNote: '今后 12 个月要留意的日子',
  noEvents: '今后 12 个月没有要留意的日子。',
  daysLeft: (days) => (days === 0 ? '今天' : `还有 ${days} 天`),
  event: {
    opens: '开始受理',
    closes: '受理截止',
    begins: '开始施行',
    ends: '不再有效',
    superseded: '被新政策取代',
    gained: '开始符合条件',
    lost: '不再符合条件',
    needs_facts: '要用新的数据',
    amount_changes: '金额改变',
    changes: '有变化',
  },
  needsFigures: (date, policies) =>
    `${date} 起要用${date.endsWith('-01-01') ? ` ${Number(date.slice(0, 4)) - 1} 年度的数` : '新的数据'}：影响 ${policies} 项政策`,
  saveCalendar: '存为日历文件（.ics）',
  saveCalendarNote: '文件在本机生成，不上传；里面没有填报的数据。',
  calendarName: '政策日程',
  authorityDecides: '以主管部门公布的为准。',

  compare: '和另一天比较',
  closeComparison: '收起比较',
  compareWith: '和这一天比较',
  chooseDay: (today) => `选一个不同于 ${today} 的日期，列出结果会变的政策。`,
  differences: (from, to, count) =>
    count === 0 ? `${from} 和 ${to} 的结果相同。` : `从 ${from} 到 ${to}，按同样的信息，${count} 项政策的结果不同。`,
  beforeAfter: (before, after) => `${before} → ${after}`,
  nothingGiven: '无',
  noSuchPolicy: '没有这项政策',
  noSuchCondition: '没有这一条',

  missing: '还缺',
  missingMore: (count) => `另 ${count} 项`,
  failedConditions: '未满足',
  conditions: '条件',
  allOf: '以下全部满足',
  anyOf: '满足以下任意一项',
  noneOf: '没有以下情形',
  atLeast: (count) => `至少满足以下 ${count} 项`,
  truth: { true: '满足', false: '不满足', unknown: '待补充', judged: '待评审认定', error: '无法计算' },
  fix: '可以怎么做',
  fill: '去填',
  clause: '条款',
  wouldBe: '以下按假如仍在执行列出，不能据此申领。',

  amount: '支持内容',
  noAmount: '金额不可算',
  openAmount: '金额待定',
  atMost: (amount) => `最多 ${amount}`,
  ceiling: (amount) => `最高不超过 ${amount}`,
  atLeastAmount: (amount) => `至少 ${amount}`,
  ifQualified: '如符合',
  andMore: (count) => `另 ${count} 项`,
  certainty: { fixed: '定额', formula: '按公式计算', ceiling: '上限，不是可得额', floor: '不低于此数', none: '金额不可算' },
  per: { once: '一次性', month: '每月', year: '每年', project: '每个项目' },
  perShort: { once: '', month: '/月', year: '/年', project: '/项目' },
  kind: {
    grant: '奖励补助',
    tax: '税收减免',
    fee: '规费减免',
    charge: '费用减免',
    loan: '贷款',
    interest: '贴息',
    rent: '租金减免',
    voucher: '政策券',
    insurance: '保险补贴',
    qualification: '资质认定',
    service: '服务',
  },
  deductible: (amount) => `可扣除 ${amount}`,
  creditable: (amount) => `额度 ${amount}`,
  deduction: '这是可扣除的额度，不是到手金额',
  credit: '这是可借或可担保的额度，不是到手金额',
  reference: '仅供参考',
  notThis: '按所填信息不适用',
  maybeThis: '是否适用待定',
  errors: '有数值无法计算',

  how: '怎么办理',
  window: '受理时间',
  windowOpen: (closes, days) =>
    closes === undefined ? '受理中' : `受理中，${closes} 截止${days === undefined ? '' : days === 0 ? '（今天截止）' : `（还剩 ${days} 天）`}`,
  windowNotYet: (opens) => (opens === undefined ? '尚未开始受理' : `尚未开始，${opens} 起受理`),
  windowClosed: (closes) => (closes === undefined ? '已截止' : `已于 ${closes} 截止`),
  windowRolling: '常年受理',
  windowUnknown: '受理时间未公布',
  delivery: '办理方式',
  deliveries: {
    automatic: '免申即享',
    instant: '秒批',
    approval: '核准',
    filing: '自行享受，留存备查',
    application: '申报',
    review: '申报后评审',
    list: '列入名单',
  },
  apply: '办理入口',
  office: '受理部门',
  phone: '咨询电话',
  opens: '在新窗口打开',
  materials: '材料',
  mayFollow: '可容缺后补',
  shared: '免提交',

  basis: '政策依据',
  authority: '发文机关',
  grade: { A: '官方正文抄本', G: '政府网站页面', B: '逐条转录', C: '转述' },
  recalled: '凭记忆转录，待核对原文',
  checked: (date) => `${date} 核对`,
  validity: '有效期',
  inForce: (from, to) => {
    if (to === undefined) return from === undefined ? '施行日期不详' : `${from} 起施行`;
    return `${from === undefined ? '' : `${from} `}至 ${to}`;
  },
  unverified: '现行有效性待核实',
  reason: {
    draft: '征求意见稿，尚未施行',
    repealed: '已废止或停止执行',
    not_yet: '尚未施行',
    expired: '已过有效期',
    superseded: '已被新政策取代',
  },
  successor: '现行政策',
  survives: '仍有效：',
  supersedes: '取代',
  onlyThese: '只填这项政策要用的指标',
};

const sections: Record<string, string> = {
  主体: 'The company',
  财务: 'Finance',
  人员: 'People',
  研发与知识产权: 'R&D and intellectual property',
  税收: 'Tax',
  资质: 'Titles and registrations',
  信用: 'Credit and compliance',
  项目: 'Projects',
};

const levels: Record<string, string> = { 国家: 'National', 广东省: 'Guangdong', 深圳市: 'Shenzhen', 南山区: 'Nanshan' };

const units: Record<string, string> = {
  元: 'yuan',
  万元: '万元 (10,000 yuan)',
  亿元: '亿元 (100 million yuan)',
  人: 'people',
  件: 'items',
  户: 'households',
};

const en: Words = {
  loading: 'Loading the policy rules…',
  failed: 'The policy rules could not be loaded',
  noCatalog: 'No policy rules are given.',

  form: 'About the company',
  formNote: 'Fill in what you know: a blank never counts as a “no”.',
  answered: (count, all) => `${count}/${all} answered`,
  fields: (count) => (count === 1 ? '1 question' : `${count} questions`),
  reset: 'Clear all',
  toCorrect: (count) => `${count === 1 ? '1 answer needs' : `${count} answers need`} correcting and ${count === 1 ? 'is' : 'are'} left out until then:`,
  onlyPolicy: (title, count) => `Showing only the ${count} questions of “${title}”`,
  allFields: 'Show all questions',
  where: 'Where to find it',
  yes: 'Yes',
  no: 'No',
  unknown: 'I don’t know',
  choose: 'Choose',
  noneOfThese: 'None of these',
  someEntries: 'Yes, list them',
  noEntries: 'None',
  entriesNote: 'Leave blank what you don’t know.',
  entry: (number) => `Entry ${number}`,
  inEntry: (list, number, field) => `${list}, entry ${number}${field === undefined ? '' : `: ${field}`}`,
  addEntry: 'Add an entry',
  deleteEntry: 'Delete',
  deleteEntryOf: (list, number) => `Delete entry ${number} (${list})`,
  entryAdded: (list, number) => `${list}: entry ${number} added.`,
  entryDeleted: (list, number, left) => `${list}: entry ${number} deleted, ${left} left.`,
  level: (label, level) => `${label} (level ${level})`,
  optional: 'Choose (optional)',
  byRange: 'Choose a range instead',
  byFigure: 'Enter an exact figure instead',
  range: 'range',
  below: (limit) => `Below ${limit}`,
  between: (from, below) => `${from} to below ${below}`,
  from: (limit) => `${limit} or more`,
  upTo: (limit) => `Up to ${limit}`,
  comma: ', ',
  colon: ': ',
  semicolon: '; ',
  to: 'to',
  aside: (text) => ` (${text})`,
  year: (year) => `${year}`,
  ofYear: (label, year) => `${label}, ${year}`,
  notFounded: 'Not yet founded that year',
  noSuchYear: 'Not yet founded',
  inForceOf: (value) => `= ${value}`,
  years: 'years',
  months: 'months',
  days: 'days',
  dateHint: 'For example 2018-05-01',
  given: 'Loaded: ',
  change: 'Change',
  unitName: (unit) => units[unit] ?? unit,
  unitShort: (unit) => (/^[万亿]元$/.test(unit) ? unit : (units[unit] ?? unit)),
  inUnit: (unit) => ` in ${units[unit] ?? unit}`,
  section: (name) => sections[name] ?? name,
  policyLevel: (name) => levels[name] ?? name,

  computing: 'Computing…',
  nextQuestions: 'Answer these next',
  stillOpen: (policies) => (policies === 0 ? 'No policy is open' : policies === 1 ? '1 policy still open' : `${policies} policies still open`),
  allAsked: 'Nothing more to answer: no further answer would change a result.',
  onlySkipped: 'You have skipped the rest.',
  skipped: (count) => `${count} skipped.`,
  askAgain: 'Ask again',
  concerns: (policies) => `Affects the results of ${policies === 1 ? '1 policy' : `${policies} policies`}`,
  figureNeeded: 'A range is not enough here: please enter the figure',
  skip: 'I don’t know, skip for now',
  goOn: 'Next',

  results: 'Results',
  finders: 'What to look for',
  allFinders: 'All',
  finder: { policy: 'Policies', space: 'Premises', service: 'Services', market: 'Markets', talent: 'People', fund: 'Funding' },
  asOf: (date) => `Policies as of ${date}`,
  status: {
    eligible: 'Meets the conditions',
    review: 'May qualify, subject to review',
    undetermined: 'More information needed',
    ineligible: 'Does not qualify',
    not_in_force: 'Not in force',
  },
  statusShort: {
    eligible: 'Met',
    review: 'Review',
    undetermined: 'Incomplete',
    ineligible: 'Not met',
    not_in_force: 'Not in force',
  },
  statusNote: {
    eligible: 'By what was entered; the authority in charge decides.',
    review: 'Every condition that can be checked is met; a review or an official list decides the rest.',
    undetermined: 'Cannot be judged yet. Choose what is missing to go to its question.',
    ineligible: 'By what was entered a condition is not met.',
    not_in_force: 'Listed for reference; it cannot be claimed.',
  },
  policies: (count) => (count === 1 ? '1 policy' : `${count} policies`),
  totals: 'Available by what was entered',
  totalsNote: 'Computed from what was entered. Not a promise: the authority in charge decides.',
  withCeilings: 'includes ceilings, which are not the payout',
  withClosed: (count) => `${count} of them closed for this round`,
  nothingYet: 'Results appear here as you answer.',
  nothingSure: 'Nothing yet whose amount is certain.',
  excluded: (group, titles) => `${group}: not to be combined; left out: ${titles.map((title) => `“${title}”`).join(', ')}.`,
  references: (count) =>
    `${count === 1 ? '1 more amount is' : `${count} more amounts are`} for reference only, its text not yet checked, and left out.`,
  toResults: 'See results',
  summary: (counts) =>
    `${counts.eligible} met, ${counts.review} subject to review, ${counts.undetermined} need more information, ${counts.ineligible} not met.`,
  showAll: (count) => `Show all ${count}`,

  why: 'Why',
  moreReasons: (count) => `${count} more under “All conditions”.`,
  allConditions: 'All conditions',
  stillNeeded: 'Still needed',
  canDo: (meet, fail) => {
    if (meet) return fail ? 'settles it alone, either way' : 'may settle that the conditions are met';
    return fail ? 'may settle that they are not met' : 'settles it only together with others';
  },
  howComputed: 'How it is computed',
  referenceNote: 'For reference only: the text has not been checked.',
  steps: { '': 'Amount', cap: 'Cap', at_least: 'Floor', step: 'Rounded down', least: 'Least', most: 'Most' },

  ways: 'What it would take to qualify',
  factChange: ({ label, from, to, bound, last_year: year }) => {
    const verb = { at_least: 'at least ', at_most: 'at most ', exactly: '' }[bound];
    return `${label}${year ? ' (of one full year)' : ''}: ${to === null ? 'one of the other choices' : verb + to}${from === null ? '' : ` (now ${from})`}`;
  },
  then: 'Then',
  gives: (worth) => `: ${worth}`,
  earliest: 'Not before',
  gains: 'Also met',
  loses: 'No longer met',
  noWay: 'No way was found that takes only a few changes.',
  fixedConditions: 'Conditions that no single change can turn:',
  mustBeTrue: 'What is filed must be true; this says what would have to come about.',
  nearMisses: 'One step away',
  nearMissesNote: 'Policies with no failed condition left after one change',
  noNearMiss: 'There is no policy that is one change away.',

  bundle: 'Best combination',
  bundleNote: 'Of the policies that can be had together, the set with the highest total; what it gives up and why',
  bundleLine: (total) => `Best combination, compared over one year: ${total}`,
  bundleMore: (most) => (most === undefined ? '; of what is open some has no stated limit, so there is no figure for the most' : `; at most ${most} if all that is open turns out well`),
  bundleWhy: (givenUp) => (givenUp > 0 ? `${givenUp} given up: see why` : 'See which'),
  bundleSafe: 'What is safe to claim now',
  bundleBest: 'The best, if all that is open turns out well',
  bundleSettled: 'No other policy or amount is possible: this is the most there is.',
  noBundle: 'Nothing yet that has an amount and can be put together.',
  comparable: 'Comparison value over one year',
  inYear: (amount) => `${amount} over one year`,
  setLeast: (amount) => `This set comes to no less than ${amount}`,
  setMembers: (count) => (count === 1 ? 'The 1 policy of this set' : `The ${count} policies of this set`),
  unbounded: (titles) => `Without a limit, counted with the least: ${titles}`,
  notProved: (bound) => `The best set found; not proved to be the best${bound === undefined ? '' : `; none exceeds ${bound}`}.`,
  unlimited: (amount) => `${amount} without limits`,
  depending: (chosen, left) => `Computed ${[chosen && `with ${chosen} chosen`, left && `with ${left} not chosen`].filter(Boolean).join(' and ')}`,
  givenUp: 'Given up for it',
  alone: (amount) => `${amount} by itself`,
  noRoom: (group) => `No room beside the set: ${group}`,
  wouldLeave: (titles) => `it would cost ${titles}`,
  wouldTake: (titles) => `it would bring ${titles}`,
  wouldChange: (titles) => `it would change the amount of ${titles}`,
  impossible: 'no set can have it',
  sameTotal: 'the total would be the same',
  wouldLose: (amount, exact) => `the total would be less by ${exact ? '' : 'at most '}${amount}`,
  limitsReached: 'Limited amounts',
  limitReached: (kind, group, limit, wanted, titles) => {
    const most = limit ?? 'an unknown amount';
    const what = { each_cap: `each at most ${most}`, cap: `together at most ${most}`, highest_difference: `the highest less ${most} received` }[kind];
    return `${titles}: ${what}; ${wanted} without the limit (${group})`;
  },
  ties: 'Just as much',
  tie: (takes, leaves) => `${takes} instead of ${leaves} comes to the same; the catalog’s order decided`,
  notCounted: (count) => `${count} apart, not counted`,
  whyApart: {
    deduction: 'a deduction, not money received',
    credit: 'credit, to be paid back',
    reference: 'for reference only, its text not yet checked',
    no_amount: 'no amount can be computed',
  },

  calendar: 'Calendar',
  calendarNote: 'Days to note in the next 12 months',
  noEvents: 'Nothing to note in the next 12 months.',
  daysLeft: (days) => (days === 0 ? 'today' : days === 1 ? 'in 1 day' : `in ${days} days`),
  event: {
    opens: 'Opens',
    closes: 'Closes',
    begins: 'Comes into force',
    ends: 'No longer in force',
    superseded: 'Replaced',
    gained: 'Conditions come to be met',
    lost: 'Conditions no longer met',
    needs_facts: 'Needs new figures',
    amount_changes: 'Amount changes',
    changes: 'Changes',
  },
  needsFigures: (date, policies) =>
    `From ${date}${date.endsWith('-01-01') ? ` figures of ${Number(date.slice(0, 4)) - 1}` : ' new figures'} are needed: ${policies === 1 ? '1 policy' : `${policies} policies`}`,
  saveCalendar: 'Save as a calendar file (.ics)',
  saveCalendarNote: 'Made on this machine, not uploaded; it holds nothing that was entered.',
  calendarName: 'Policy calendar',
  authorityDecides: 'What the authority publishes counts.',

  compare: 'Compare with another day',
  closeComparison: 'Close the comparison',
  compareWith: 'Compare with',
  chooseDay: (today) => `Choose a day other than ${today} to see which policies come out differently.`,
  differences: (from, to, count) =>
    count === 0
      ? `The results of ${from} and ${to} are the same.`
      : `From ${from} to ${to}, by the same answers, ${count === 1 ? '1 policy comes' : `${count} policies come`} out differently.`,
  beforeAfter: (before, after) => `${before} → ${after}`,
  nothingGiven: 'nothing',
  noSuchPolicy: 'no such policy',
  noSuchCondition: 'no such condition',

  missing: 'Missing',
  missingMore: (count) => `${count} more`,
  failedConditions: 'Not met',
  conditions: 'Conditions',
  allOf: 'All of these',
  anyOf: 'Any of these',
  noneOf: 'None of these',
  atLeast: (count) => `At least ${count} of these`,
  truth: { true: 'Met', false: 'Not met', unknown: 'Missing', judged: 'To be reviewed', error: 'Cannot be computed' },
  fix: 'What can be done',
  fill: 'Answer',
  clause: 'Clause',
  wouldBe: 'Shown as if it were still in force; nothing can be claimed.',

  amount: 'What it gives',
  noAmount: 'No computable amount',
  openAmount: 'Amount still open',
  atMost: (amount) => `At most ${amount}`,
  ceiling: (amount) => `No more than ${amount}`,
  atLeastAmount: (amount) => `At least ${amount}`,
  ifQualified: 'If qualified',
  andMore: (count) => `${count} more`,
  certainty: {
    fixed: 'Fixed amount',
    formula: 'By formula',
    ceiling: 'A ceiling, not the payout',
    floor: 'No less than this',
    none: 'No computable amount',
  },
  per: { once: 'once', month: 'per month', year: 'per year', project: 'per project' },
  perShort: { once: '', month: '/month', year: '/year', project: '/project' },
  kind: {
    grant: 'Grants and rewards',
    tax: 'Tax saved',
    fee: 'Official fees saved',
    charge: 'Charges saved',
    loan: 'Loans',
    interest: 'Interest subsidies',
    rent: 'Rent saved',
    voucher: 'Vouchers',
    insurance: 'Insurance subsidies',
    qualification: 'Recognition',
    service: 'Services',
  },
  deductible: (amount) => `${amount} deductible`,
  creditable: (amount) => `${amount} of credit`,
  deduction: 'A deduction from the base, not money received',
  credit: 'A line of credit or guarantee, not money received',
  reference: 'For reference only',
  notThis: 'Does not apply by what was entered',
  maybeThis: 'Not yet known whether it applies',
  errors: 'Some figures cannot be computed',

  how: 'How to get it',
  window: 'When',
  windowOpen: (closes, days) =>
    closes === undefined
      ? 'Open'
      : `Open until ${closes}${days === undefined ? '' : days === 0 ? ' (today)' : days === 1 ? ' (1 day left)' : ` (${days} days left)`}`,
  windowNotYet: (opens) => (opens === undefined ? 'Not open yet' : `Opens on ${opens}`),
  windowClosed: (closes) => (closes === undefined ? 'Closed' : `Closed on ${closes}`),
  windowRolling: 'Open all year',
  windowUnknown: 'Dates not announced',
  delivery: 'Procedure',
  deliveries: {
    automatic: 'Granted without application',
    instant: 'Instant approval',
    approval: 'Approval',
    filing: 'Self-assessed, records kept',
    application: 'Application',
    review: 'Application and review',
    list: 'By official list',
  },
  apply: 'Apply at',
  office: 'Office',
  phone: 'Phone',
  opens: 'opens in a new window',
  materials: 'Documents',
  mayFollow: 'may follow later',
  shared: 'need not be submitted',

  basis: 'Source',
  authority: 'Issued by',
  grade: { A: 'copy of the official text', G: 'government web page', B: 'transcribed clause by clause', C: 'reported second-hand' },
  recalled: 'written from memory, to be checked against the text',
  checked: (date) => `checked ${date}`,
  validity: 'In force',
  inForce: (from, to) => {
    if (to === undefined) return from === undefined ? 'dates not known' : `since ${from}`;
    return `${from === undefined ? 'until' : `${from} to`} ${to}`;
  },
  unverified: 'still to be verified as in force',
  reason: {
    draft: 'A draft for comment, not in force',
    repealed: 'Repealed or discontinued',
    not_yet: 'Not in force yet',
    expired: 'Expired',
    superseded: 'Replaced by a newer policy',
  },
  successor: 'Now in force',
  survives: 'Still valid: ',
  supersedes: 'Replaces',
  onlyThese: 'Show only the questions of this policy',
};

const languages: Record<Language, Words> = { zh, en };

export function wordsOf(lang: Language): Words {
  return languages[lang];
}

/** A catalog's text in a language; in Chinese where nobody has translated it. */
export function say(text: LocalizedText, lang: Language): string {
  return lang === 'en' ? (text.en ?? text.zh) : text.zh;
}

/** The language of a BCP 47 tag: anything that is not English is shown in Chinese. */
export function languageOf(tag: string | null | undefined): Language {
  return /^en\b/i.test(tag ?? '') ? 'en' : 'zh';
}
