-- Starts `descrape lsp` for texts and Markdown, in Neovim 0.7 and later. Put it into ~/.config/nvim/plugin/.
-- vim.g.descrape_command is the command, if it is not that of the working folder's node_modules, or of $PATH.

local function command()
  if vim.g.descrape_command then
    return vim.g.descrape_command
  end
  local own = vim.fn.getcwd() .. '/node_modules/.bin/descrape'
  return { vim.fn.executable(own) == 1 and own or 'descrape', 'lsp' }
end

local client

local function attach(buffer)
  local config = { name = 'descrape', cmd = command(), root_dir = vim.fn.getcwd() }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  if not client or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client(config)
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('descrape', {}),
  pattern = { 'text', 'markdown' },
  callback = function(event)
    attach(event.buf)
  end,
})
