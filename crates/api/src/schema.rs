//! Schemas of the closed lists of words that the domain owns, so that the document names each word.

use domain::{
    AdvisoryForm, AdvisoryState, AreaLevel, Channel, Detector, MessageKind, MessageState, RiskLevel, Role,
    Scale, SignalKind, SignalStatus, Verdict,
};
use utoipa::openapi::{
    RefOr, Schema,
    schema::{ObjectBuilder, SchemaType, Type},
};

fn words(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    let schema =
        ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(words)).build();
    RefOr::T(Schema::Object(schema))
}

pub(crate) fn role() -> RefOr<Schema> {
    words(Role::ALL.map(Role::as_str))
}

pub(crate) fn area_level() -> RefOr<Schema> {
    words(AreaLevel::ALL.map(AreaLevel::as_str))
}

pub(crate) fn channel() -> RefOr<Schema> {
    words(Channel::ALL.map(Channel::as_str))
}

pub(crate) fn scale() -> RefOr<Schema> {
    words(Scale::ALL.map(Scale::as_str))
}

pub(crate) fn signal_kind() -> RefOr<Schema> {
    words(SignalKind::ALL.map(SignalKind::as_str))
}

pub(crate) fn signal_status() -> RefOr<Schema> {
    words(SignalStatus::ALL.map(SignalStatus::as_str))
}

pub(crate) fn detector() -> RefOr<Schema> {
    words(Detector::ALL.map(Detector::as_str))
}

pub(crate) fn risk_level() -> RefOr<Schema> {
    words(RiskLevel::ALL.map(RiskLevel::as_str))
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

pub(crate) fn message_kind() -> RefOr<Schema> {
    words([MessageKind::Advisory, MessageKind::Bulletin].map(MessageKind::as_str))
}

pub(crate) fn message_state() -> RefOr<Schema> {
    words(MessageState::ALL.map(MessageState::as_str))
}
