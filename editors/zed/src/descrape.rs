use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

/// Starts `descrape lsp`: that of the project, else that of `$PATH`.
struct Descrape;

const OWN: &str = "node_modules/descrape/dist/src/cli/main.js";

impl zed::Extension for Descrape {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let env = worktree.shell_env();
        let lsp = || "lsp".to_string();
        if worktree.read_text_file(OWN).is_ok() {
            let script = format!("{}/{OWN}", worktree.root_path());
            return Ok(Command { command: zed::node_binary_path()?, args: vec![script, lsp()], env });
        }
        let command = worktree
            .which("descrape")
            .ok_or("descrape is not installed; run `npm install descrape` in the project")?;
        Ok(Command { command, args: vec![lsp()], env })
    }
}

zed::register_extension!(Descrape);
