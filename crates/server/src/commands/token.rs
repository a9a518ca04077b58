//! `fengsui token`

use std::io::Write;

use crate::{cli::Token, exit, tokens};

pub(crate) fn run(flags: &Token) -> anyhow::Result<u8> {
    let token = tokens::generate();
    let entry = tokens::entry(&flags.name, flags.role, flags.area.as_str().into(), &token);
    let mut out = std::io::stdout();
    writeln!(out, "# The token, for its holder only; it cannot be shown again:\n# {token}\n")?;
    writeln!(
        out,
        "[[tokens]]\nname = {:?}\nrole = {:?}\narea = {:?}\nsha256 = {:?}",
        entry.name,
        entry.role.as_str(),
        entry.area.as_str(),
        entry.sha256
    )?;
    Ok(exit::DONE)
}
