//! The OpenAPI document, and the routes it is made of: one list, so that the two cannot drift apart.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use utoipa::openapi::{
    Info, OpenApi as Document, OpenApiBuilder,
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

use crate::{
    resources::{
        advisories, areas, bulletins, categories, committees, conflicts, effort, endpoints, episodes, health,
        holds, inbox, links, me, messages, monthly, quarantine, ranking, reports, risk, scorecard, seals,
        signals, templates, waiting,
    },
    service::Shared,
};

/// The name of the one security scheme.
const BEARER: &str = "token";

/// Every documented route with its handler.
pub(crate) fn routes() -> OpenApiRouter<Arc<Shared>> {
    OpenApiRouter::with_openapi(head())
        .routes(routes!(me::me))
        .routes(routes!(areas::list))
        .routes(routes!(areas::outlines))
        .routes(routes!(areas::changes::list, areas::changes::decide))
        .routes(routes!(categories::list))
        .routes(
            routes!(reports::list::list, reports::file::file)
                .layer(DefaultBodyLimit::max(reports::file::BODY_LIMIT)),
        )
        .routes(routes!(reports::export::export))
        .routes(routes!(reports::single::single))
        .routes(routes!(reports::revisions::list))
        .routes(routes!(waiting::list))
        .routes(routes!(conflicts::list))
        .routes(routes!(conflicts::resolve))
        .routes(routes!(templates::template))
        .routes(routes!(links::list::of_a_report))
        .routes(routes!(links::list::list))
        .routes(routes!(links::steps::confirm))
        .routes(routes!(links::steps::dismiss))
        .routes(routes!(links::steps::reopen))
        .routes(routes!(effort::note, effort::list))
        .routes(routes!(effort::contacts))
        .routes(routes!(quarantine::list))
        .routes(routes!(quarantine::closing::resubmit))
        .routes(routes!(quarantine::closing::discard))
        .routes(routes!(signals::list::list))
        .routes(routes!(episodes::list))
        .routes(routes!(signals::single::single))
        .routes(routes!(signals::factsheet::factsheet))
        .routes(routes!(signals::dismiss::dismiss))
        .routes(routes!(holds::put))
        .routes(routes!(holds::list))
        .routes(routes!(holds::lift))
        .routes(routes!(ranking::show))
        .routes(routes!(risk::map))
        .routes(routes!(advisories::list::list))
        .routes(routes!(advisories::print::print))
        .routes(routes!(advisories::single::single))
        .routes(routes!(advisories::letter::letter))
        .routes(routes!(advisories::steps::confirm))
        .routes(routes!(advisories::issue::issue))
        .routes(routes!(advisories::steps::dismiss))
        .routes(routes!(advisories::steps::acknowledge))
        .routes(routes!(advisories::steps::answer))
        .routes(routes!(advisories::revise::revise))
        .routes(routes!(advisories::ending::withdraw))
        .routes(routes!(advisories::ending::close))
        .routes(routes!(bulletins::list))
        .routes(routes!(bulletins::print))
        .routes(routes!(bulletins::single))
        .routes(routes!(monthly::list))
        .routes(routes!(monthly::single))
        .routes(routes!(scorecard::show))
        .routes(routes!(seals::of_an_advisory))
        .routes(routes!(seals::of_a_bulletin))
        .routes(routes!(seals::key))
        .routes(routes!(messages::list))
        .routes(routes!(messages::reconciliation::show))
        .routes(routes!(messages::replay::replay))
        .routes(routes!(committees::list))
        .routes(routes!(endpoints::list))
        .routes(routes!(endpoints::resume))
        .routes(routes!(inbox::fetch))
        .routes(routes!(inbox::receipt))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}

/// The document of the API.
pub fn openapi() -> Document {
    routes().into_openapi()
}

/// Everything of the document that is not a route.
fn head() -> Document {
    let mut info = Info::new("Fengsui 烽燧", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Field reports in; patterns, advisories, bulletins and reports out. 事件上报、苗头发现、风险提示、每周简报与月度报告。"
            .to_owned(),
    );
    let mut document = OpenApiBuilder::new()
        .info(info)
        .security(Some([SecurityRequirement::new(BEARER, Vec::<String>::new())]))
        .build();
    let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    document.components.get_or_insert_default().add_security_scheme(BEARER, scheme);
    document
}
