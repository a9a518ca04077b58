//! Which roles a handler lets in, said in its signature: `As<Desk>` admits analysts and administrators only.

use std::{marker::PhantomData, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use domain::Role;

use crate::{problem::Problem, service::Shared, tokens::Caller};

/// A set of roles.
pub(crate) trait Permission {
    /// The roles it admits.
    const ROLES: &'static [Role];
}

/// The analysts' desk: patterns, drafts, quarantine, outbox.
pub(crate) struct Desk;

impl Permission for Desk {
    const ROLES: &'static [Role] = &[Role::Analyst, Role::Admin];
}

/// Whoever reads patterns and documents: the desk and the town committees.
pub(crate) struct Reader;

impl Permission for Reader {
    const ROLES: &'static [Role] = &[Role::Town, Role::Analyst, Role::Admin];
}

/// Whoever signs for an advisory and answers it: the committee itself, or an administrator who holds its paper.
pub(crate) struct Addressee;

impl Permission for Addressee {
    const ROLES: &'static [Role] = &[Role::Town, Role::Admin];
}

/// The office that keeps the county's register: who redraws areas.
pub(crate) struct Register;

impl Permission for Register {
    const ROLES: &'static [Role] = &[Role::Admin];
}

/// A caller whose role is among those of `P`.
pub(crate) struct As<P> {
    /// The caller.
    pub caller: Caller,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequestParts<Arc<Shared>> for As<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, shared).await?;
        if P::ROLES.contains(&caller.role) {
            Ok(Self { caller, permission: PhantomData })
        } else {
            Err(Problem::Role(caller.role))
        }
    }
}

impl FromRequestParts<Arc<Shared>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        bearer(&parts.headers)
            .and_then(|token| shared.service.tokens.holder(token))
            .cloned()
            .ok_or(Problem::Unauthenticated)
    }
}

/// The token of `Authorization: Bearer …`; the scheme is not case-sensitive (RFC 9110, 11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
