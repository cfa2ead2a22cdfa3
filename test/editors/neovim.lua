-- Does in Neovim what a person would: opens a text, sees findings, applies fixes, sees them go. Prints what it saw as JSON.
local patience = 20000

local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

local function wait(what, condition)
  if not vim.wait(patience, condition, 20) then
    fail('waited in vain for ' .. what)
  end
end

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, diagnostic.user_data.lsp.code)
  end
  return found
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

-- The edits of the first action that a filter takes, as `vim.lsp.buf.code_action` would apply them.
local function apply(line, kinds, wanted)
  local client = vim.lsp.get_active_clients()[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(0),
    range = { start = { line = line, character = 0 }, ['end'] = { line = line + 1, character = 0 } },
    context = { diagnostics = {}, only = kinds },
  }
  local responses = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, patience)
  for _, response in pairs(responses or {}) do
    for _, action in ipairs(response.result or {}) do
      if wanted(action) then
        local edit = action.edit
        if not edit then
          local resolved = client.request_sync('codeAction/resolve', action, patience, 0)
          edit = resolved and resolved.result and resolved.result.edit
        end
        vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
        return action.title
      end
    end
  end
  fail('no action at line ' .. line + 1)
end

vim.cmd('edit page.txt')
wait('findings', function()
  return #vim.diagnostic.get(0) == 3
end)
local seen = { before = codes(), version = tostring(vim.version().major) .. '.' .. vim.version().minor }
local placed = vim.diagnostic.get(0)[1]
seen.marked = vim.api.nvim_buf_get_text(0, placed.lnum, placed.col, placed.end_lnum, placed.end_col, {})

seen.fix = apply(placed.lnum, { 'quickfix' }, function(action)
  return action.isPreferred
end)
wait('the first to go', function()
  return #vim.diagnostic.get(0) == 2
end)
seen.after = codes()
seen.line = lines()[1]

seen.fixAll = apply(0, { 'source.fixAll' }, function()
  return true
end)
wait('all to go', function()
  return #vim.diagnostic.get(0) == 0
end)
seen.text = lines()

vim.cmd('edit page.html')
vim.wait(500)
seen.html = #vim.diagnostic.get(0)

io.stdout:write(vim.json and vim.json.encode(seen) or vim.fn.json_encode(seen))
vim.cmd('qall!')
