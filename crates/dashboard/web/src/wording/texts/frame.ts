/** What both pages say around their contents. */

export const frame = {
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
  bulletins: { zh: "简报", en: "Bulletins" },
  reports: { zh: "报送", en: "Reports" },
  links: { zh: "疑似重复", en: "Same matter?" },
  deliveries: { zh: "送达", en: "Deliveries" },
  scorecard: { zh: "成效", en: "Scorecard" },
  review: { zh: "待核", en: "Review" },
} as const;
