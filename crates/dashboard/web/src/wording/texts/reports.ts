/** Reports at the desk. */

export const reports = {
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

  // Reports that may tell of one matter
  linked: { zh: "关联的报送", en: "Linked reports" },
  not_linked: { zh: "没有发现关联的报送。", en: "No linked reports were found." },
  link_duplicate: { zh: "疑似重复", en: "Told twice" },
  link_recurrence: { zh: "再次发生", en: "Broke out again" },
  link_proposed: { zh: "待核对", en: "to be checked" },
  link_confirmed: { zh: "已确认", en: "confirmed" },
  link_dismissed: { zh: "已排除", en: "set aside" },
  merge: { zh: "合并为一件", en: "Merge: count once" },
  unmerge: { zh: "取消合并", en: "Take the merge back" },
  same_matter: { zh: "是同一件事", en: "It is one matter" },
  take_back: { zh: "撤回，重新核对", en: "Take back" },
  no_links: { zh: "没有需要核对的报送。", en: "Nothing to check here." },
  no_links_why: {
    zh: "新报送到达后会自动比对，像是同一件事的列在这里。合并后统计只算一件，原件都保留。",
    en: "New reports are compared as they arrive; what may be one matter is listed here. Merged, it counts once; both stay.",
  },
} as const;
