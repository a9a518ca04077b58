//! Signs what is issued, and checks copies of it.
//!
//! Ed25519 as in RFC 8032; keys as PKCS#8 and SubjectPublicKeyInfo in PEM (RFC 8410), which every tool reads.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::Seal;
use ed25519_dalek::{
    Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
        spki::der::pem::LineEnding,
    },
};
use sha2::{Digest as _, Sha256};

/// Why a seal is not what it claims to be, or a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is no key.
    #[error(
        "this is no Ed25519 key in PEM; make one with `openssl genpkey -algorithm ed25519` (不是 PEM 格式的 Ed25519 密钥)"
    )]
    NoKey,
    /// The file has other bytes than the sealed one.
    #[error(
        "the file has other bytes than the one that was sealed: it was altered (文件内容与签封时不一致，已被改动)"
    )]
    Altered,
    /// The signature was not made with the key that is named.
    #[error(
        "the signature was not made with the key that the seal names: it is forged (签名与所列密钥不符，系伪造)"
    )]
    Forged,
}

/// The key of an instance. It prints as its public half.
#[derive(Clone)]
pub struct Signer(SigningKey);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signer").field(&self.public_pem()).finish()
    }
}

impl Signer {
    /// The key of a seed: 32 bytes that nobody can guess.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn from_pem(text: &str) -> Result<Self, SealError> {
        SigningKey::from_pkcs8_pem(text.trim()).map(Self).map_err(|_| SealError::NoKey)
    }

    /// The private key, to be kept where only the service reads it.
    ///
    /// # Errors
    /// [`SealError::NoKey`] does not happen with a key that was made here.
    pub fn to_pem(&self) -> Result<String, SealError> {
        // Without the public half: the form that OpenSSL writes and every version of it reads.
        let pair = ed25519_dalek::pkcs8::KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        pair.to_pkcs8_pem(LineEnding::LF).map(|text| text.to_string()).map_err(|_| SealError::NoKey)
    }

    /// The public key, for whoever checks.
    pub fn public_pem(&self) -> String {
        // A point of the curve can always be written.
        self.0.verifying_key().to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// Seals the bytes of a file.
    pub fn seal(&self, bytes: &[u8]) -> Seal {
        Seal {
            sha256: digest(bytes),
            signature: STANDARD.encode(self.0.sign(bytes).to_bytes()),
            public_key: self.public_pem(),
        }
    }
}

/// SHA-256 of the bytes of a file, under which its seal is found.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Checks that these are the bytes that were sealed, by the key that the seal names. Whose key that is, is another
/// question.
///
/// # Errors
/// [`SealError`].
pub fn check_seal(seal: &Seal, bytes: &[u8]) -> Result<(), SealError> {
    if digest(bytes) != seal.sha256 {
        return Err(SealError::Altered);
    }
    let key = VerifyingKey::from_public_key_pem(&seal.public_key).map_err(|_| SealError::NoKey)?;
    let signature = STANDARD.decode(&seal.signature).map_err(|_| SealError::Forged)?;
    let signature = Signature::from_slice(&signature).map_err(|_| SealError::Forged)?;
    key.verify_strict(bytes, &signature).map_err(|_| SealError::Forged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_sealed_is_known_again_and_one_altered_bit_is_not(
            seed in any::<[u8; 32]>(), other in any::<[u8; 32]>(), bytes in prop::collection::vec(any::<u8>(), 1..300),
            bit in any::<prop::sample::Index>(),
        ) {
            let signer = Signer::from_seed(&seed);
            let seal = signer.seal(&bytes);
            prop_assert_eq!(check_seal(&seal, &bytes), Ok(()));
            let mut altered = bytes.clone();
            let bit = bit.index(bytes.len() * 8);
            altered[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(check_seal(&seal, &altered), Err(SealError::Altered));
            let claimed = Seal { sha256: digest(&altered), ..seal.clone() };
            prop_assert_eq!(check_seal(&claimed, &altered), Err(SealError::Forged));
            prop_assume!(seed != other);
            let stranger = Seal { public_key: Signer::from_seed(&other).public_pem(), ..seal };
            prop_assert_eq!(check_seal(&stranger, &bytes), Err(SealError::Forged));
        }

        #[test]
        fn a_key_is_read_as_it_was_written(seed in any::<[u8; 32]>()) {
            let signer = Signer::from_seed(&seed);
            let again = Signer::from_pem(&signer.to_pem().unwrap()).unwrap();
            prop_assert_eq!(again.public_pem(), signer.public_pem());
        }
    }

    /// RFC 8410, section 10.3: the example of a private key, and section 10.1: its public key.
    #[test]
    fn the_example_of_the_standard_is_read() {
        let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let signer = Signer::from_pem(private).unwrap();
        assert_eq!(signer.public_pem(), public);
        assert_eq!(signer.to_pem().unwrap(), private);
        assert_eq!(Signer::from_pem("secret").unwrap_err(), SealError::NoKey);
        assert!(!format!("{signer:?}").contains("MC4C"), "the private half never prints");
    }
}
