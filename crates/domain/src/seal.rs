//! Seals: by which a copy is known years later as what was issued.

use serde::{Deserialize, Serialize};

/// The digest and the signature of one frozen file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// SHA-256 of the file's bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Ed25519 (RFC 8032) over the file's bytes, base64.
    pub signature: String,
    /// The key that made it: SubjectPublicKeyInfo in PEM (RFC 8410), as OpenSSL reads it.
    pub public_key: String,
}
