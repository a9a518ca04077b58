//! Schemas of the closed lists of words that the domain owns, so that the document names each word.

use ::advisories::{EpisodeState, Topic};
use domain::{
    AdvisoryForm, AdvisoryState, AreaLevel, Channel, Detector, LinkKind, LinkState, MessageKind,
    MessageState, ReportPart, RiskLevel, Role, Scale, SignalKind, SignalStatus, Verdict,
};
use store::{EndpointState, QuarantineState};
use utoipa::openapi::{
    RefOr, Schema,
    schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type},
};

fn words(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
    RefOr::T(Schema::Object(schema.build()))
}

fn words_or_null(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let values = words.into_iter().map(Some).chain([None]);
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(values));
    RefOr::T(Schema::Object(schema.build()))
}

pub(crate) fn role() -> RefOr<Schema> {
    words(Role::ALL.map(Role::as_str))
}

pub(crate) fn area_level() -> RefOr<Schema> {
    words(AreaLevel::ALL.map(AreaLevel::as_str))
}

pub(crate) fn area_level_or_null() -> RefOr<Schema> {
    words_or_null(AreaLevel::ALL.map(AreaLevel::as_str))
}

pub(crate) fn channel() -> RefOr<Schema> {
    words(Channel::ALL.map(Channel::as_str))
}

pub(crate) fn report_parts() -> RefOr<Schema> {
    let list = ArrayBuilder::new().items(words(ReportPart::ALL.map(ReportPart::as_str)));
    RefOr::T(Schema::Array(list.build()))
}

pub(crate) fn scale() -> RefOr<Schema> {
    words(Scale::ALL.map(Scale::as_str))
}

pub(crate) fn quarantine_state() -> RefOr<Schema> {
    words(QuarantineState::ALL.map(QuarantineState::as_str))
}

pub(crate) fn signal_kind() -> RefOr<Schema> {
    words(SignalKind::ALL.map(SignalKind::as_str))
}

pub(crate) fn episode_state() -> RefOr<Schema> {
    words(EpisodeState::ALL.map(EpisodeState::as_str))
}

pub(crate) fn signal_status() -> RefOr<Schema> {
    words(SignalStatus::ALL.map(SignalStatus::as_str))
}

pub(crate) fn detector() -> RefOr<Schema> {
    words(Detector::ALL.map(Detector::as_str))
}

pub(crate) fn fact_topic() -> RefOr<Schema> {
    words(Topic::ALL.map(Topic::as_str))
}

pub(crate) fn risk_level() -> RefOr<Schema> {
    words(RiskLevel::ALL.map(RiskLevel::as_str))
}

pub(crate) fn risk_level_or_null() -> RefOr<Schema> {
    words_or_null(RiskLevel::ALL.map(RiskLevel::as_str))
}

pub(crate) fn advisory_form() -> RefOr<Schema> {
    words([AdvisoryForm::Notice, AdvisoryForm::Recommendation].map(AdvisoryForm::as_str))
}

pub(crate) fn advisory_state() -> RefOr<Schema> {
    words(AdvisoryState::ALL.map(AdvisoryState::as_str))
}

pub(crate) fn verdict() -> RefOr<Schema> {
    words(Verdict::ALL.map(Verdict::as_str))
}

pub(crate) fn link_kind() -> RefOr<Schema> {
    words(LinkKind::ALL.map(LinkKind::as_str))
}

pub(crate) fn link_state() -> RefOr<Schema> {
    words(LinkState::ALL.map(LinkState::as_str))
}

pub(crate) fn message_kind() -> RefOr<Schema> {
    words(MessageKind::ALL.map(MessageKind::as_str))
}

pub(crate) fn message_state() -> RefOr<Schema> {
    words(MessageState::ALL.map(MessageState::as_str))
}

pub(crate) fn endpoint_state() -> RefOr<Schema> {
    words(EndpointState::ALL.map(EndpointState::as_str))
}
