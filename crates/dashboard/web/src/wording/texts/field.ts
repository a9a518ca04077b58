/** The page of a grid worker. */

export const field = {
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
