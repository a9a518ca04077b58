/**
 * Every text of both pages, in both languages, side by side: a new text cannot be added in one language alone.
 * `{name}` marks a place that the page fills.
 */

const texts = {
  // The frame of both pages
  product: { zh: "烽燧", en: "Fengsui" },
  language: { zh: "语言", en: "Language" },
  data_cut: { zh: "数据截至 {moment}", en: "data as of {moment}" },
  no_sweep_yet: { zh: "尚未开展研判", en: "no analysis has run yet" },
  sections: { zh: "栏目", en: "Sections" },
  refresh: { zh: "刷新", en: "Refresh" },
  sign_out: { zh: "退出", en: "Sign out" },
  close: { zh: "关闭", en: "Close" },
  cancel: { zh: "取消", en: "Cancel" },
  back_to_list: { zh: "返回列表", en: "Back to the list" },
  loading: { zh: "正在读取…", en: "Loading…" },
  try_again: { zh: "重试", en: "Try again" },
  more: { zh: "更多", en: "More" },

  // Signing in
  sign_in_title: { zh: "请输入访问口令", en: "Enter your access token" },
  sign_in_help: {
    zh: "口令由县综治中心发放，只需输入一次。请勿转给他人。",
    en: "The county centre issues it; you enter it once. Do not pass it on.",
  },
  token: { zh: "访问口令", en: "Access token" },
  sign_in: { zh: "进入", en: "Sign in" },
  token_refused: {
    zh: "口令无效或已停用，请核对后重新输入，或与县综治中心联系。",
    en: "The token is not valid or no longer in force. Check it, or ask the county centre for a new one.",
  },
  use_field_page: {
    zh: "这个口令用于填报，请打开填报页。",
    en: "This token is for filing reports. Please open the reporting page.",
  },
  open_field_page: { zh: "打开填报页", en: "Open the reporting page" },

  // Failures
  failed: { zh: "没有读到数据", en: "The data could not be read" },
  unreachable: {
    zh: "连不上服务器。请检查网络，稍后重试；如一直连不上，请联系县综治中心。",
    en: "The server cannot be reached. Check the network and try again; if it lasts, tell the county centre.",
  },
  refused_without_words: {
    zh: "服务器没有接受这次请求（状态码 {status}）。请稍后重试。",
    en: "The server did not accept the request (status {status}). Please try again later.",
  },

  // Sections of the analyst page
  signals: { zh: "研判", en: "Signals" },
  advisories: { zh: "风险提示", en: "Advisories" },
  bulletins: { zh: "周报", en: "Bulletins" },
  reports: { zh: "报送", en: "Reports" },
  deliveries: { zh: "送达", en: "Deliveries" },
  review: { zh: "待核", en: "Review" },

  // What needs a person before it counts
  conflicts: { zh: "内容冲突", en: "Conflicts" },
  no_conflicts: { zh: "没有内容冲突。", en: "No conflicts." },
  no_conflicts_why: {
    zh: "同一编号下先后收到不同内容时，在这里并列核定。",
    en: "When one id arrives with two texts, they are weighed here side by side.",
  },
  conflict_arrived: {
    zh: "{moment}另收到一稿，来自{station}",
    en: "another text arrived {moment} from {station}",
  },
  text_standing: { zh: "现行文本（第 {n} 版）", en: "Text that stands (revision {n})" },
  text_submitted: { zh: "另收到的文本", en: "Text handed in" },
  take_submitted: { zh: "改用", en: "Take" },
  take_part: { zh: "{part}改用另收到的内容", en: "Take {part} from the text handed in" },
  resolve_hint: {
    zh: "核定依据，如：与填报人电话核实",
    en: "Grounds, for example: asked the sender by phone",
  },
  keep_standing: { zh: "维持现行文本", en: "Keep the text that stands" },
  take_parts: { zh: "改用所选 {n} 项", en: "Take {n} of them" },
  station_unrecorded: { zh: "未记录", en: "not recorded" },
  role_grid_worker: { zh: "网格员", en: "grid worker" },
  role_town: { zh: "镇综治中心", en: "town centre" },
  role_analyst: { zh: "分析员", en: "analyst" },
  role_admin: { zh: "管理员", en: "administrator" },
  field: { zh: "项目", en: "Field" },
  part_area: { zh: "地点", en: "Place" },
  part_category: { zh: "类别", en: "Category" },
  part_occurred_on: { zh: "发生日期", en: "Day" },
  part_reported_at: { zh: "上报时间", en: "Written down" },
  part_channel: { zh: "发现渠道", en: "Channel" },
  part_scale: { zh: "事件规模", en: "Scale" },
  part_people: { zh: "涉及人数", en: "People" },
  part_amount_yuan: { zh: "涉及金额（元）", en: "Amount (yuan)" },
  part_summary: { zh: "事件简述", en: "Summary" },
  part_tags: { zh: "标签", en: "Tags" },
  quarantine: { zh: "未收下的行", en: "Rows not taken" },
  no_quarantine: { zh: "没有待核的行。", en: "No rows to review." },
  no_quarantine_why: {
    zh: "填写有误的行连同原因留在这里，改正后即可收下。",
    en: "Rows that could not be taken stay here with the reason until they are put right.",
  },
  quarantine_row: { zh: "第 {n} 行，{moment}收到", en: "row {n}, received {moment}" },
  reason_code: { zh: "原因", en: "Reason" },
  all_reasons: { zh: "全部原因", en: "All reasons" },
  code_missing: { zh: "缺少内容", en: "missing" },
  code_malformed: { zh: "无法识别", en: "cannot be read" },
  code_unknown: { zh: "不在代码表中", en: "not in its list" },
  code_out_of_range: { zh: "超出范围", en: "out of range" },
  code_encoding: { zh: "编码不对", en: "wrong encoding" },
  code_too_large: { zh: "内容过大", en: "too large" },
  code_forbidden: { zh: "不在辖区", en: "another territory" },
  put_right: { zh: "改正", en: "Put right" },
  resubmit: { zh: "改正后收下", en: "File it" },

  // Levels and kinds
  level: { zh: "等级", en: "Level" },
  blue: { zh: "蓝", en: "Blue" },
  yellow: { zh: "黄", en: "Yellow" },
  orange: { zh: "橙", en: "Orange" },
  red: { zh: "红", en: "Red" },
  calm: { zh: "平稳", en: "Calm" },
  level_named: { zh: "{level}色等级", en: "{level} level" },
  emerging: { zh: "苗头性", en: "Emerging" },
  recurring: { zh: "周期性", en: "Recurring" },
  trending: { zh: "趋势性", en: "Trending" },
  silent: { zh: "静默", en: "Silent" },
  irregular: { zh: "填报异常", en: "Irregular" },
  reporting: { zh: "上报情况", en: "Reporting" },

  // Map
  map: { zh: "风险分布", en: "Risk map" },
  towns: { zh: "按镇", en: "Towns" },
  villages: { zh: "按村（社区）", en: "Villages" },
  map_of_areas: { zh: "地图细分", en: "Map detail" },
  map_description: {
    zh: "各地风险等级地图。用键盘操作时，请用下面的地区列表筛选。",
    en: "Map of risk levels. With a keyboard, filter by the list of areas below it.",
  },
  map_signals: { zh: "在办信号 {n} 个", en: "{n} open signals" },
  map_reports: { zh: "近四周报送 {n} 件", en: "{n} reports in four weeks" },
  map_empty: {
    zh: "还没有导入边界数据，请用下面的地区列表筛选。",
    en: "No outlines were imported; filter by the list of areas below.",
  },
  area_signals: { zh: "信号", en: "Signals" },
  area_reports: { zh: "近四周", en: "4 weeks" },
  only_area: { zh: "只看 {area}", en: "Only {area}" },
  show_all_areas: { zh: "取消地区筛选", en: "Show all areas" },
  whole: { zh: "全部", en: "All" },
  choose_level: { zh: "选择{level}", en: "Choose {level}" },
  county: { zh: "县（市）", en: "county" },
  town: { zh: "镇", en: "town" },
  village: { zh: "村（社区）", en: "village" },
  grid: { zh: "网格", en: "grid" },

  // List of signals
  kinds: { zh: "类型", en: "Kind" },
  shown: { zh: "显示", en: "Show" },
  ranking_fixed: {
    zh: "同一等级内按预计影响排序（固定规则）。",
    en: "Within a level ordered by expected harm (the fixed rule).",
  },
  ranking_learned: {
    zh: "同一等级内按历次核实结论学到的属实可能性排序。",
    en: "Within a level ordered by the chance to prove true, learned from past verdicts.",
  },
  ranking_so_far: {
    zh: "已有结论 {verdicts} 条，其中属实 {proved} 条。",
    en: "{verdicts} verdicts so far, {proved} of them true.",
  },
  ranking_waits: {
    zh: "满 {needed} 条后，试着从结论中学习排序。",
    en: "From {needed} on, an order is learned from them and tried.",
  },
  ranking_trial: {
    zh: "试用于学习之后的信号：排序准确度（AUC）学习所得 {learned}，固定规则 {fixed}；明显更好才启用。",
    en: "Tried on signals later than those it learned from: AUC {learned} learned, {fixed} by the rule; used only where clearly better.",
  },
  ranking_feature: { zh: "特征", en: "Feature" },
  ranking_odds: { zh: "每高一个标准差，属实几率", en: "odds to prove true, per standard deviation" },
  shown_open: {
    zh: "在办",
    en: "open",
  },
  shown_withheld: {
    zh: "暂不提示",
    en: "withheld",
  },
  shown_dismissed: {
    zh: "不采纳",
    en: "dismissed",
  },
  since: { zh: "{day}起", en: "since {day}" },
  no_signals: { zh: "这里没有{kind}信号。", en: "No {kind} signals here." },
  no_signals_why: {
    zh: "报送数量都在这个季节、这个地方的正常范围内，或已按所选条件筛去。",
    en: "Counts are within what this season and place would give, or the filters leave none.",
  },
  pick_signal: {
    zh: "从列表中选一个信号，这里说明依据。",
    en: "Pick a signal to see what stands behind it.",
  },
  status_new: { zh: "待处理", en: "new" },
  status_confirmed: { zh: "已采纳", en: "confirmed" },
  status_dismissed: { zh: "不采纳", en: "dismissed" },
  status_withheld: { zh: "暂不提示", en: "withheld" },

  // Rules that withhold a signal
  rule_restricted: { zh: "限制类别，不形成文书", en: "restricted category, never in a document" },
  rule_small_cell: { zh: "件数过少，不对外提供", en: "too few reports to leave the desk" },
  rule_no_route: { zh: "未配置主送单位", en: "no lead committee is configured" },
  rule_cool_down: { zh: "近期已提示过，等级没有升高", en: "said recently, and the level has not risen" },
  rule_muted_by_parent: { zh: "已就上级区域作出提示", en: "the wider area is being told already" },
  rule_same_matter: { zh: "同一区域同类情况已并入", en: "merged with the same matter in the same area" },
  rule_budget: { zh: "该单位本周提示数已满", en: "the committee's attention for this week is spent" },

  // Sentences about a signal
  last_week: { zh: "近一周", en: "In the last week" },
  last_two_weeks: { zh: "近两周", en: "In the last two weeks" },
  last_three_weeks: { zh: "近三周", en: "In the last three weeks" },
  last_four_weeks: { zh: "近四周", en: "In the last four weeks" },
  between: { zh: "{from}至{to}", en: "From {from} to {to}" },
  row_emerging: {
    zh: "{when} {observed} 件，往常约 {expected} 件",
    en: "{when}: {observed}, usually about {expected}",
  },
  row_recurring: {
    zh: "往年{event}平均 {observed} 件，约为平时的 {ratio} 倍",
    en: "{observed} on average around {event}, about {ratio} times the usual",
  },
  row_trending: {
    zh: "近十二个月 {observed} 件，{change}",
    en: "{observed} in the last twelve months, {change}",
  },
  row_silent: {
    zh: "{when}上报 {observed} 件，往常约 {expected} 件",
    en: "{when}: {observed} reports, usually about {expected}",
  },
  row_heaping: {
    zh: "{when}集中上报 {observed} 件，往常约 {expected} 件",
    en: "{when}: {observed} in one heap, usually about {expected}",
  },
  row_copies: {
    zh: "{when} {observed} 件文字雷同，往常约 {expected} 件",
    en: "{when}: {observed} of like text, usually about {expected}",
  },
  row_topic: {
    zh: "{when} {observed} 件出现以往少见的说法，往常约 {expected} 件",
    en: "{when}: {observed} with words that were rare, usually about {expected}",
  },
  row_return: {
    zh: "{when}同一地方反复发生 {observed} 件，往常约 {expected} 件",
    en: "{when}: {observed} at one place, again and again, usually about {expected}",
  },
  the_season: { zh: "这个时节", en: "this season" },
  yearly_rise: { zh: "每年约增 {percent}%", en: "rising about {percent}% a year" },
  yearly_fall: { zh: "每年约减 {percent}%", en: "falling about {percent}% a year" },
  yearly_level: { zh: "大体持平", en: "about level" },
  say_emerging: {
    zh: "{when}，{area}{category}共 {observed} 件；按往年同期和当地情况，通常约 {expected} 件，一般不超过 {upper} 件。目前约为往常的 {ratio} 倍。",
    en: "{when}, {area} had {observed} reports of “{category}”; the season and the place would give about {expected}, and seldom more than {upper}. That is about {ratio} times the usual.",
  },
  say_recurring: {
    zh: "{area}{category}在往年{event}期间平均 {observed} 件，平时同样长的时间约 {expected} 件，约为 {ratio} 倍。这一次是{from}至{to}，建议提前安排排查。",
    en: "In past years {area} had {observed} reports of “{category}” on average around {event}; the same span of other times gives about {expected}, so about {ratio} times. This time it is {from} to {to}: plan screening ahead.",
  },
  say_trending: {
    zh: "{area}{category}近十二个月共 {observed} 件，如无上升约 {expected} 件，{change}，变化持续而稳定。",
    en: "“{category}” in {area}: {observed} reports in the last twelve months, about {expected} without the rise, {change}, steadily.",
  },
  say_silent: {
    zh: "{when}，{area}{category}只上报 {observed} 件；按当地自身规律，通常约 {expected} 件。可能是平稳，也可能是没有走访或没有上报，请先核实。这里说的是地方，不用于考核个人。",
    en: "{when}, {area} sent {observed} reports of “{category}”; its own pattern would give about {expected}. It may be peace, or patrols that did not go out or did not report: ask first. This speaks of a place and is no assessment of a person.",
  },
  say_heaping: {
    zh: "{when}，{area}{category}集中上报 {observed} 件，通常约 {expected} 件。可能是积压后补报，请核对发生日期。这里说的是地方，不用于考核个人。",
    en: "{when}, {observed} reports of “{category}” from {area} came in one heap, usually about {expected}. They may have been kept and filed together: check the dates. This speaks of a place and is no assessment of a person.",
  },
  say_copies: {
    zh: "{when}，{area}{category}有 {observed} 件文字雷同，通常约 {expected} 件。可能是重复填报，请核对内容。这里说的是地方，不用于考核个人。",
    en: "{when}, {observed} reports of “{category}” from {area} have like texts, usually about {expected}. They may be one matter filed again: check what they say. This speaks of a place and is no assessment of a person.",
  },
  say_topic: {
    zh: "{when}，{area}{category}有 {observed} 件出现以往少见的说法；照往常通常约 {expected} 件，一般不超过 {upper} 件，目前约为往常的 {ratio} 倍。",
    en: "{when}, {observed} reports of “{category}” in {area} use words that were rare before; about {expected} would be usual, and seldom more than {upper}. That is about {ratio} times the usual.",
  },
  say_return: {
    zh: "{when}，{area}{category}在同一地方反复发生 {observed} 件；按当地常年水平约 {expected} 件，一般不超过 {upper} 件，约为往常的 {ratio} 倍。建议回访，查清症结。",
    en: "{when}, “{category}” broke out {observed} times at one place in {area}; about {expected} would be usual, and seldom more than {upper}. That is about {ratio} times the usual: visit again and find the cause.",
  },
  say_forecast: {
    zh: "照往年推算，这一次约 {n} 件（{lower} 至 {upper} 件）。",
    en: "By past years, about {n} reports are to be expected this time ({lower} to {upper}).",
  },
  say_cluster: { zh: "涉及相邻的 {n} 个地方：{names}。", en: "It spans {n} neighbouring places: {names}." },

  // Detail of a signal
  chart: { zh: "数量变化", en: "Counts over time" },
  chart_reports: { zh: "报送件数", en: "reports" },
  chart_expected: { zh: "往常水平", en: "usual" },
  chart_upper: { zh: "正常上限", en: "upper bound" },
  chart_window: { zh: "信号时段", en: "signal window" },
  chart_description: {
    zh: "{area}{category}的数量图：{from}至{to}，最近一期 {last} 件。",
    en: "Counts of “{category}” in {area}, {from} to {to}; {last} in the newest period.",
  },
  parameters: { zh: "方法和参数", en: "Method and parameters" },
  detector: { zh: "检测方法", en: "Detector" },
  detector_seasonal_baseline: { zh: "季节基线与上限", en: "Seasonal baseline with upper bound" },
  detector_space_time_scan: { zh: "时空扫描", en: "Space-time scan" },
  detector_calendar_effect: { zh: "节令效应", en: "Calendar effect" },
  detector_mann_kendall: { zh: "季节趋势检验", en: "Seasonal Mann–Kendall" },
  detector_topic: { zh: "新词新说法", en: "Rising words" },
  detector_return: { zh: "化解后复发", en: "Return after settling" },
  detector_own_season: { zh: "本地季节", en: "A season of its own" },
  detector_silence: { zh: "静默检验", en: "Silence" },
  detector_heaping: { zh: "集中填报", en: "Heaping" },
  detector_copies: { zh: "文字雷同", en: "Like texts" },
  factsheet: { zh: "情况说明", en: "Fact sheet" },
  behind: { zh: "依据的报送（{n} 件）", en: "Reports behind it ({n})" },
  no_reports_behind: { zh: "没有可以列出的报送。", en: "There are no reports to list." },
  behind_cut: { zh: "只列最近 {n} 件。", en: "Only the newest {n} are listed." },
  no_advisory: { zh: "这个信号没有拟出风险提示。", en: "No advisory was drafted for this signal." },
  withheld_by: { zh: "按规则暂不提示：{rule}", en: "Withheld by the rule: {rule}" },

  // Advisory
  advisory: { zh: "风险提示", en: "Advisory" },
  notice: { zh: "风险提示", en: "notice" },
  recommendation: { zh: "建议书", en: "recommendation" },
  draft: { zh: "草拟", en: "draft" },
  dismissed: { zh: "不采纳", en: "dismissed" },
  confirmed: { zh: "已确认", en: "confirmed" },
  issued: { zh: "已签发", en: "issued" },
  delivered: { zh: "已送达", en: "delivered" },
  acknowledged: { zh: "已签收", en: "acknowledged" },
  answered: { zh: "已反馈", en: "answered" },
  progress: { zh: "办理进度", en: "Progress" },
  lead: { zh: "主送", en: "To" },
  copies: { zh: "抄送", en: "Copies" },
  reply_by: { zh: "{day}前反馈", en: "answer by {day}" },
  suggestions: { zh: "工作建议", en: "Suggestions" },
  open_letter: { zh: "查看文稿", en: "Open the letter" },
  show_signal: { zh: "查看依据", en: "See the evidence" },
  confirm: { zh: "确认", en: "Confirm" },
  dismiss: { zh: "不采纳", en: "Dismiss" },
  issue: { zh: "签发", en: "Issue" },
  acknowledge: { zh: "签收", en: "Acknowledge" },
  confirm_hint: {
    zh: "确认后可以签发；系统不会自动发出。",
    en: "Once confirmed it can be issued; nothing is sent by itself.",
  },
  issue_hint: {
    zh: "签发即编号、定稿，并发给主送和抄送单位，不能撤回修改。",
    en: "Issuing numbers and freezes the letter and sends it; it cannot be changed afterwards.",
  },
  reason: { zh: "不采纳的理由", en: "Reason for dismissing" },
  reason_hint: {
    zh: "写明依据，例如“已由镇里处置，系同一纠纷重复报送”。",
    en: "Say why, for example “one dispute reported several times; the town has settled it”.",
  },
  reason_missing: { zh: "请写明理由。", en: "Please give a reason." },
  verdict: { zh: "核查结果", en: "Finding" },
  verdict_true: { zh: "属实", en: "true" },
  verdict_partly_true: { zh: "部分属实", en: "partly true" },
  verdict_false: { zh: "不实", en: "not true" },
  verdict_known: { zh: "已知", en: "known already" },
  action: { zh: "采取的措施", en: "What was done" },
  action_missing: { zh: "请写明采取了什么措施。", en: "Please say what was done." },
  send_answer: { zh: "提交反馈", en: "Send the answer" },
  answer_of: { zh: "反馈：{verdict}", en: "Answer: {verdict}" },
  no_advisories: { zh: "还没有风险提示。", en: "There are no advisories yet." },
  no_advisories_why: {
    zh: "研判发现够等级的信号后，系统会在这里拟稿，等人确认。",
    en: "When a signal is strong enough a draft appears here and waits for a human.",
  },
  pick_advisory: { zh: "从列表中选一件查看。", en: "Pick one from the list." },
  number: { zh: "文号", en: "Number" },
  no_number: { zh: "签发时编号", en: "numbered when issued" },
  state: { zh: "状态", en: "State" },
  all_states: { zh: "全部状态", en: "All states" },

  // Documents
  document: { zh: "文稿", en: "Document" },
  print: { zh: "打印", en: "Print" },
  new_window: { zh: "在新窗口打开", en: "Open in a new window" },

  // Bulletins
  no_bulletins: { zh: "还没有周报。", en: "There are no bulletins yet." },
  no_bulletins_why: {
    zh: "每周研判结束后，各镇一期，自动编印。",
    en: "One for each town is written after each week's analysis.",
  },
  week: { zh: "第{week}周", en: "week {week}" },
  issue_number: { zh: "第{issue}期（总第{overall}期）", en: "No. {issue} ({overall} overall)" },
  written: { zh: "编印时间", en: "Written" },
  which_week: { zh: "周次", en: "Week" },
  which_issue: { zh: "期号", en: "Issue" },
  open: { zh: "打开", en: "Open" },

  // Reports
  no_reports: { zh: "没有符合条件的报送。", en: "No reports match." },
  no_reports_why: { zh: "可以放宽地区或类别再看。", en: "Try a wider area or another category." },
  category: { zh: "类别", en: "Category" },
  all_categories: { zh: "全部类别", en: "All categories" },
  occurred: { zh: "发生日期", en: "Happened" },
  received: { zh: "收到时间", en: "Received" },
  place: { zh: "地点", en: "Place" },
  summary: { zh: "简述", en: "Summary" },
  people_n: { zh: "{n} 人", en: "{n} people" },
  scale_01: { zh: "个体性", en: "individual" },
  scale_02: { zh: "一般群体性", en: "group" },
  scale_03: { zh: "重大群体性", en: "large group" },
  channel_patrol: { zh: "网格员巡查", en: "patrol" },
  channel_public: { zh: "群众上报", en: "public" },
  channel_hotline: { zh: "12345 热线", en: "12345 hotline" },
  channel_police: { zh: "派出所警情", en: "police" },
  channel_petition: { zh: "信访", en: "petition" },
  channel_court: { zh: "法院", en: "court" },
  channel_import: { zh: "系统导入", en: "import" },
  channel: { zh: "来源", en: "Channel" },

  // Deliveries
  pending: { zh: "待送达", en: "pending" },
  message_delivered: { zh: "已送达", en: "delivered" },
  dead: { zh: "未送达", en: "failed" },
  no_messages: { zh: "没有这类送达记录。", en: "No such deliveries." },
  no_messages_why: {
    zh: "签发风险提示或编印周报后，这里会有记录。",
    en: "They appear when an advisory is issued or a bulletin written.",
  },
  what: { zh: "内容", en: "What" },
  receiver: { zh: "接收单位", en: "Receiver" },
  attempts: { zh: "已试 {n} 次", en: "{n} attempts" },
  tried: { zh: "次数", en: "Attempts" },
  next_try: { zh: "下次发送", en: "Next try" },
  created: { zh: "生成时间", en: "Created" },
  last_error: { zh: "最近一次原因", en: "Last error" },
  bulletin: { zh: "周报", en: "Bulletin" },

  // Field page
  field_title: { zh: "纠纷填报", en: "File a report" },
  online: { zh: "网络正常", en: "online" },
  offline: { zh: "没有网络，照常填写，联网后自动发送", en: "No network: fill in as usual, it is sent later" },
  tab_new: { zh: "填一件", en: "New report" },
  tab_mine: { zh: "我的报送", en: "My reports" },
  where: { zh: "在哪里", en: "Where" },
  please_choose: { zh: "请选择", en: "Please choose" },
  grid_unknown: { zh: "说不清是哪个网格", en: "The grid is not known" },
  which_matter: { zh: "什么纠纷", en: "What kind" },
  more_kinds: { zh: "其他类别…", en: "More kinds…" },
  fewer_kinds: { zh: "收起", en: "Fewer" },
  more_exactly: { zh: "能说具体些吗？（可不选）", en: "More exactly? (optional)" },
  which_day: { zh: "哪天发生", en: "When" },
  today: { zh: "今天", en: "Today" },
  yesterday: { zh: "昨天", en: "Yesterday" },
  other_day: { zh: "其他日期", en: "Other day" },
  how_large: { zh: "规模", en: "Scale" },
  how_many: { zh: "涉及人数（约，可不填）", en: "People involved (about, optional)" },
  fewer_people: { zh: "减一人", en: "One fewer" },
  more_people: { zh: "加一人", en: "One more" },
  what_happened: { zh: "简单说两句", en: "In two sentences" },
  summary_example: {
    zh: "例：两户因灌水先后争执，村干部已劝开，约定周末协商。",
    en: "Example: two households argued over whose turn it is to irrigate; calmed down, to be settled at the weekend.",
  },
  summary_hint: {
    zh: "不要写姓名、身份证号、电话。",
    en: "No names, id numbers or telephone numbers.",
  },
  personal_number: {
    zh: "里面好像有电话号码、身份证号或银行卡号，请删去后再提交。",
    en: "There seems to be a telephone, id or card number in it. Please remove it first.",
  },
  submit: { zh: "提交", en: "Submit" },
  save_correction: { zh: "改好了，重新提交", en: "Submit the correction" },
  missing_area: {
    zh: "请选择网格；说不清的，勾选“说不清是哪个网格”。",
    en: "Choose the grid, or tick that it is not known.",
  },
  missing_category: { zh: "请选择是什么纠纷。", en: "Choose what kind of dispute it is." },
  missing_summary: { zh: "请简单说两句情况。", en: "Say in a sentence or two what happened." },
  wrong_day: { zh: "日期不能晚于今天。", en: "The day cannot lie in the future." },
  kept_waiting: {
    zh: "已存在手机里，联网后自动发送。",
    en: "Saved on this phone; it is sent when there is a network.",
  },
  kept_received: { zh: "已收到，谢谢。", en: "Received. Thank you." },
  kept_refused: {
    zh: "有问题，请到“我的报送”里改一下。",
    en: "Something is wrong; please correct it under “My reports”.",
  },
  state_waiting: { zh: "待发送", en: "Waiting" },
  state_received: { zh: "已收到", en: "Received" },
  state_refused: { zh: "有问题", en: "Needs correction" },
  send_now: { zh: "立即发送", en: "Send now" },
  edit: { zh: "修改", en: "Edit" },
  discard: { zh: "删除", en: "Delete" },
  discard_sure: { zh: "确定删除这件没有发出的报送吗？", en: "Delete this report, which was not taken?" },
  conflict_reason: {
    zh: "服务器上已有同一编号但内容不同的报送。请核对；如确是另一件，点“修改”后重新提交。",
    en: "The server holds another report with this number. Check it; if this is a different one, edit and submit it again.",
  },
  nothing_filed: { zh: "这部手机上还没有报送。", en: "Nothing was filed from this phone yet." },
  nothing_filed_why: {
    zh: "填好的每一件都会列在这里，并标明是否已收到。",
    en: "Each report you file is listed here with whether it was received.",
  },
  received_kept_days: {
    zh: "已收到的在手机上保留 {n} 天。",
    en: "Received reports stay on the phone for {n} days.",
  },
  no_storage: {
    zh: "这个浏览器不能在手机上保存数据，填报会丢失。请不要用无痕模式，或换一个浏览器打开。",
    en: "This browser cannot keep data on the phone, so reports would be lost. Leave private mode or use another browser.",
  },
  first_visit_offline: {
    zh: "第一次使用请先联网打开一次，之后没有网络也能填报。",
    en: "Open this page once with a network; after that it also works without.",
  },
  token_stopped: {
    zh: "口令已失效，填好的仍存在手机里。请重新输入口令后发送。",
    en: "The token is no longer valid. Your reports are safe on this phone; enter a token to send them.",
  },
} as const;

export type Key = keyof typeof texts;

export const strings: Record<Key, { zh: string; en: string }> = texts;

/** Whether a word of the server has a text here. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(texts, key);
}
