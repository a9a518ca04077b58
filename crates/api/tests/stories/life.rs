//! The life of an advisory over HTTP, from draft to answer.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::Signal;
use serde_json::{Value, json};

use crate::{
    county::{County, GRID, NEIGHBOURS, NEXT_GRID, Who},
    samples::signal,
};

#[tokio::test]
async fn from_draft_to_answer() {
    let county = County::new().await;
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    let at = |step: &str| format!("/v1/advisories/{}{step}", draft.id);

    // The machine's draft is the desk's own.
    let list = async |who| county.get(who, "/v1/advisories").await.json()["items"].as_array().unwrap().len();
    assert_eq!(list(Who::Analyst).await, 1);
    assert_eq!(list(Who::Town).await, 0);
    assert_eq!(county.get(Who::Town, &at("")).await.status, StatusCode::NOT_FOUND);
    let preview = county.get(Who::Analyst, &at("/letter")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(!preview.text().contains("〔2026〕1号"));

    // No issue without a human's confirmation, and nothing is used up by the attempt.
    let early = county.post(Who::Analyst, &at("/issue"), json!(null)).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(early.json()["type"], "urn:fengsui:problem:step");

    let confirmed = county.post(Who::Analyst, &at("/confirm"), json!(null)).await;
    assert_eq!(confirmed.json()["state"], "confirmed");
    let pattern = county.get(Who::Analyst, &format!("/v1/signals/{}", draft.signal)).await.json();
    assert_eq!(pattern["status"], "confirmed");
    assert_eq!(pattern["advisory"], draft.id.to_string());

    county.wait(TimeDelta::hours(1));
    let issued = county.post(Who::Analyst, &at("/issue"), json!(null)).await.json();
    assert_eq!(issued["state"], "issued");
    assert_eq!(issued["number"], "敦综提〔2026〕1号");
    let messages = county.get(Who::Admin, "/v1/messages").await.json();
    assert_eq!(messages["counts"], json!({ "pending": 2, "delivered": 0, "dead": 0 }));
    for message in messages["items"].as_array().unwrap() {
        assert_eq!(message["due_at"], "2026-11-24T03:00:00Z", "due now");
    }
    let again = county.post(Who::Analyst, &at("/issue"), json!(null)).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "a letter is issued once");

    // The letter is frozen, and the town reads it.
    let frozen = county.get(Who::Town, &at("/letter")).await;
    assert!(frozen.text().contains("敦综提〔2026〕1号"));
    assert_eq!(frozen.header("content-type"), "text/html; charset=utf-8");
    assert!(frozen.header("content-security-policy").starts_with("default-src 'none'"));
    // Its seal is that of the bytes the town reads, and the key is anybody's to fetch.
    let seals = county.get(Who::Town, &at("/seals")).await.json();
    let seal: domain::Seal = serde_json::from_value(seals[0].clone()).unwrap();
    assert_eq!(advisories::check_seal(&seal, frozen.text().as_bytes()), Ok(()));
    assert_eq!(county.get(Who::Nobody, "/key.pem").await.text(), seal.public_key);
    let single = county.get(Who::Town, &at("")).await.json();
    assert_eq!(single["lead_name"], "月牙泉镇综治中心");
    assert_eq!(single["messages"].as_array().unwrap().len(), 2);
    assert_eq!(single["copies"][0]["id"], "county");

    for _ in 0..2 {
        let signed = county.post(Who::Town, &at("/acknowledge"), json!(null)).await;
        assert_eq!(signed.json()["state"], "acknowledged", "a repeat is harmless");
    }
    let wrong = county.post(Who::Town, &at("/answer"), json!({ "verdict": "maybe", "action": " " })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = wrong.json();
    let fields: Vec<&Value> =
        wrong["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["verdict", "action"]);

    let answer = json!({ "verdict": "partly_true", "action": "已走访两户，电话13812345678，约定轮流清沟。" });
    let answered = county.post(Who::Town, &at("/answer"), answer.clone()).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    let answered = answered.json();
    assert_eq!(answered["state"], "answered");
    assert_eq!(answered["answer"]["verdict"], "partly_true");
    assert!(!answered["answer"]["action"].as_str().unwrap().contains("13812345678"), "redacted");
    let again = county.post(Who::Town, &at("/answer"), answer).await;
    assert_eq!(again.status, StatusCode::OK, "a repeat is harmless");
    let other =
        county.post(Who::Town, &at("/answer"), json!({ "verdict": "known", "action": "已知。" })).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "an answer is given once");

    let scorecard = county.get(Who::Town, "/v1/scorecard").await.json();
    let total = &scorecard["total"];
    assert_eq!((&total["issued"], &total["answered"], &total["partly"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!((&total["acknowledged_in_time"], &total["ppv"]), (&json!(1), &json!(1.0)));
    assert_eq!(scorecard["lines"][0]["month"], "2026-11");
    // Its four weeks are not over.
    let nothing = json!({ "named": 0, "rose": 0, "share": null });
    assert_eq!(scorecard["compared"], json!({ "told": nothing, "persistence": nothing }));
    assert_eq!(scorecard["compared_months"], json!([]));
    let elsewhere = county.get(Who::OtherTown, "/v1/scorecard").await.json();
    assert_eq!(elsewhere["lines"], json!([]));

    let steps: Vec<String> = county
        .store
        .journal(draft.id)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| format!("{} {}", entry.by, entry.step))
        .collect();
    insta::assert_snapshot!(steps.join("\n"));
}

#[tokio::test]
async fn what_is_sent_to_a_committee_is_the_letter_as_issued() {
    let county = County::new().await;
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    county.issue(&draft).await;
    let messages = county.store.messages(&store::MessageFilter::default()).await.unwrap();
    let payloads: Vec<Value> =
        messages.iter().map(|(message, _)| serde_json::from_str(&message.payload).unwrap()).collect();
    assert_eq!(payloads.len(), 2);
    for payload in payloads {
        let text = payload.to_string();
        assert!(text.contains("敦综提〔2026〕1号") && text.contains("https://fengsui.test"), "{text}");
    }
}

#[tokio::test]
async fn a_draft_is_set_aside_with_a_reason_and_a_pattern_too() {
    let county = County::new().await;
    let signals = [signal(GRID, NEIGHBOURS, county.now()), signal(NEXT_GRID, NEIGHBOURS, county.now())];
    let drafts = county.sweep(&signals).await;
    let draft = format!("/v1/advisories/{}/dismiss", drafts[0].id);
    let pattern = format!("/v1/signals/{}/dismiss", signals[1].id);
    for path in [&draft, &pattern] {
        let silent = county.post(Who::Analyst, path, json!({ "reason": "  " })).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let reason = json!({ "reason": "系同一户重复上报。" });
    let reply = county.post(Who::Analyst, &draft, reason.clone()).await;
    assert_eq!(reply.json()["state"], "dismissed", "{}", reply.text());
    let reply = county.post(Who::Analyst, &pattern, reason).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    let dismissed = county.get(Who::Analyst, "/v1/signals?status=dismissed").await.json();
    let ids: Vec<&str> =
        dismissed["items"].as_array().unwrap().iter().map(|signal| signal["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&signals[1].id.to_string().as_str()), "{dismissed}");
    let journal = county.store.journal(signals[1].id).await.unwrap();
    assert!(journal.iter().any(|entry| format!("{entry:?}").contains("重复上报")), "{journal:?}");
}

#[tokio::test]
async fn a_matter_on_hold_is_set_aside_listed_and_lifted() {
    let county = County::new().await;
    let found = signal(GRID, NEIGHBOURS, county.now());
    county.sweep(std::slice::from_ref(&found)).await;
    let hold = format!("/v1/signals/{}/hold", found.id);
    let late = county.post(Who::Analyst, &hold, json!({ "until": "2028-01-01", "reason": "正在处置" })).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(late.json()["errors"][0]["field"], "until");
    let put = county
        .post(Who::Analyst, &hold, json!({ "until": "2026-12-20", "reason": "正在处置，电话13812345678" }))
        .await;
    assert_eq!(put.status, StatusCode::CREATED, "{}", put.text());
    assert!(!put.text().contains("13812345678"), "redacted");
    let id = put.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        county.get(Who::Analyst, &format!("/v1/signals/{}", found.id)).await.json()["status"],
        "dismissed"
    );

    // What the next sweep finds of it says why it was not told.
    let mut later = signal(GRID, NEIGHBOURS, county.now());
    later.id = domain::SignalId::from_u128(5);
    later.status = domain::SignalStatus::Withheld;
    (later.withheld_by, later.withheld_for) = (Some("on_hold".to_owned()), Some(id.parse().unwrap()));
    county.wait(TimeDelta::hours(1));
    later.as_of = county.now();
    county.sweep(std::slice::from_ref(&later)).await;
    let because =
        county.get(Who::Analyst, &format!("/v1/signals/{}", later.id)).await.json()["withheld_because"]
            .clone();
    let said = because["zh"].as_str().unwrap();
    assert!(said.starts_with("分析员已暂缓提示至2026-12-20（") && said.contains("正在处置"), "{said}");
    let listed = county.get(Who::Analyst, "/v1/holds").await.json();
    assert_eq!((&listed[0]["held_back"], &listed[0]["in_force"]), (&json!(1), &json!(true)));
    let lifted = county.post(Who::Analyst, &format!("/v1/holds/{id}/lift"), json!(null)).await.json();
    assert_eq!(lifted["in_force"], false);
}

#[tokio::test]
async fn a_withdrawn_letter_says_so_to_all_who_were_told_and_an_answered_one_is_closed() {
    let county = County::new().await;
    let signals = [signal(GRID, NEIGHBOURS, county.now()), signal(NEXT_GRID, NEIGHBOURS, county.now())];
    let drafts = county.sweep(&signals).await;
    let early = format!("/v1/advisories/{}/withdraw", drafts[0].id);
    let reason = json!({ "reason": "系重复上报，电话13812345678" });
    assert_eq!(
        county.post(Who::Analyst, &early, reason.clone()).await.status,
        StatusCode::CONFLICT,
        "a draft"
    );
    for draft in &drafts {
        county.issue(draft).await;
    }
    let at = |n: usize, step: &str| format!("/v1/advisories/{}{step}", drafts[n].id);
    let frozen = county.get(Who::Town, &at(0, "/letter")).await.text();

    let withdrawn = county.post(Who::Analyst, &at(0, "/withdraw"), reason.clone()).await;
    assert_eq!(withdrawn.json()["state"], "withdrawn", "{}", withdrawn.text());
    let again = county.post(Who::Analyst, &at(0, "/withdraw"), reason).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let late = county.post(Who::Town, &at(0, "/acknowledge"), json!(null)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("已撤回"), "{}", late.text());
    let single = county.get(Who::Town, &at(0, "")).await.json();
    let why = single["ending"]["why"].as_str().unwrap();
    assert!(why.starts_with("系重复上报") && !why.contains("13812345678"), "{why}");
    let kinds: Vec<&str> = single["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "withdrawal").count(), 2, "lead and copy: {kinds:?}");
    assert_eq!(kinds.len(), 4);
    let page = county.get(Who::Town, &at(0, "/letter")).await.text();
    assert!(page.contains("已撤回") && !frozen.contains("已撤回"));

    let close = json!({ "note": "已核实处置到位。" });
    let open = county.post(Who::Analyst, &at(1, "/close"), close.clone()).await;
    assert_eq!(open.status, StatusCode::CONFLICT, "not answered");
    let answer = json!({ "verdict": "true", "action": "已走访。" });
    county.post(Who::Town, &at(1, "/answer"), answer).await;
    let closed = county.post(Who::Analyst, &at(1, "/close"), close.clone()).await;
    assert_eq!(closed.json()["state"], "closed", "{}", closed.text());
    assert_eq!(county.post(Who::Analyst, &at(1, "/close"), close).await.status, StatusCode::CONFLICT);
    let late = county.post(Who::Analyst, &at(1, "/withdraw"), json!({ "reason": "系误报" })).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "what was answered stands");
    let listed = county.get(Who::Town, "/v1/advisories?state=closed").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);

    let total = county.get(Who::Analyst, "/v1/scorecard").await.json()["total"].clone();
    assert_eq!(
        (&total["issued"], &total["answered"], &total["acknowledged"]),
        (&json!(2), &json!(1), &json!(0))
    );
}

#[tokio::test]
async fn a_draft_is_addressed_anew_and_an_issued_letter_is_corrected_by_one_that_replaces_it() {
    let county = County::new().await;
    let drafts = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await;
    let at = |id: &Value, step: &str| format!("/v1/advisories/{}{step}", id.as_str().unwrap());
    let wrong = json!(drafts[0].id);
    let committees = county.get(Who::Analyst, "/v1/committees").await.json();
    let ids = committees["items"].as_array().unwrap();
    let other = ids.iter().map(|each| &each["id"]).find(|id| **id != json!(drafts[0].lead)).unwrap();

    let nothing = county.post(Who::Analyst, &at(&wrong, "/revise"), json!({ "reason": "属地有误" })).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = json!({ "reason": "属地有误", "lead": "nobody", "suggestions": [] });
    let unknown = county.post(Who::Analyst, &at(&wrong, "/revise"), body).await;
    let fields = unknown.json()["errors"].as_array().map(Vec::len);
    assert_eq!((unknown.status, fields), (StatusCode::UNPROCESSABLE_ENTITY, Some(2)), "{}", unknown.text());
    let body = json!({ "reason": "属地有误", "lead": other });
    let revised = county.post(Who::Analyst, &at(&wrong, "/revise"), body).await.json();
    assert_eq!((&revised["id"], &revised["lead"]), (&wrong, other), "a draft stays the same one");

    county.issue(&drafts[0]).await;
    let body = json!({ "reason": "重复上报1件", "finding": "本周共上报8件，联系13812345678。" });
    let begun = county.post(Who::Analyst, &at(&wrong, "/revise"), body.clone()).await.json();
    assert_ne!(begun["id"], wrong);
    assert_eq!((&begun["state"], &begun["number"]), (&json!("draft"), &Value::Null));
    let again = county.post(Who::Analyst, &at(&wrong, "/revise"), body).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains(begun["id"].as_str().unwrap()), "{}", again.text());
    for step in ["/confirm", "/issue"] {
        let done = county.post(Who::Analyst, &at(&begun["id"], step), json!(null)).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    }

    let old = county.get(Who::Analyst, &at(&wrong, "")).await.json();
    assert_eq!((&old["state"], &old["ending"]["why"]), (&json!("withdrawn"), &json!("重复上报1件")));
    assert_eq!(old["ending"]["replaced_by"]["id"], begun["id"]);
    let steps: Vec<&str> =
        old["history"].as_array().unwrap().iter().map(|line| line["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["drafted", "revised", "confirmed", "issued", "revised", "withdrawn"]);
    let new = county.get(Who::Analyst, &at(&begun["id"], "")).await.json();
    assert_eq!(new["corrects"]["number"], old["number"]);
    assert!(!new["finding"].as_str().unwrap().contains("13812345678"), "{}", new["finding"]);
    let page = county.get(Who::Analyst, &at(&wrong, "/letter")).await.text();
    assert!(page.contains(&format!("现以{}为准", new["number"].as_str().unwrap())));
    let signal = county.get(Who::Analyst, &format!("/v1/signals/{}", drafts[0].signal)).await.json();
    assert_eq!(signal["advisory"], begun["id"], "the signal leads to the letter that stands");
}

#[tokio::test]
async fn what_goes_on_from_week_to_week_is_one_episode() {
    let county = County::new().await;
    let first = signal(GRID, NEIGHBOURS, county.now());
    county.sweep(std::slice::from_ref(&first)).await;
    county.wait(TimeDelta::weeks(1));
    let mut second = signal(GRID, NEIGHBOURS, county.now());
    let week = chrono::Days::new(7);
    (second.from, second.to) = (first.from + week, first.to + week);
    second.observed = first.observed + 4.0;
    second.id = Signal::derive_id(second.detector, &second.area, &second.category, None, second.to);
    county.sweep(std::slice::from_ref(&second)).await;

    let single = county.get(Who::Analyst, &format!("/v1/signals/{}", second.id)).await.json();
    assert_eq!(single["episode"]["id"], json!(first.id));
    assert_eq!(
        (&single["episode"]["state"], &single["episode"]["weeks"][1]["signal"]),
        (&json!("rising"), &json!(second.id))
    );
    let listed = county.get(Who::Analyst, "/v1/signals").await.json();
    assert_eq!(listed["items"][0]["episode"]["weeks"].as_array().unwrap().len(), 2);

    county.wait(TimeDelta::weeks(1));
    county.sweep(&[]).await;
    let episodes = async |who, query: &str| {
        county.get(who, &format!("/v1/episodes{query}")).await.json()["items"].clone()
    };
    assert_eq!(episodes(Who::Analyst, "").await[0]["state"], "fading");
    assert_eq!(episodes(Who::Analyst, "?state=ended").await, json!([]));
    assert_eq!(episodes(Who::OtherTown, "").await, json!([]), "another town's");
    county.wait(TimeDelta::weeks(2));
    county.sweep(&[]).await;
    assert_eq!(episodes(Who::Analyst, "").await, json!([]));
    assert_eq!(episodes(Who::Analyst, "?state=ended").await[0]["id"], json!(first.id));
}

#[tokio::test]
async fn a_letter_is_read_in_english_as_a_page_and_only_so() {
    let county = County::new().await;
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    let at = |query: &str| format!("/v1/advisories/{}/letter{query}", draft.id);
    let page = county.get(Who::Analyst, &at("?language=en")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("lang=\"en\"") && page.text().contains("A translation for reference"));
    let file = county.get(Who::Analyst, &at("?language=en&format=pdf")).await;
    assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(file.text().contains("leave `format` out"), "{}", file.text());
}
