/**
 * Makes `dist` where there is none yet: after `npm install` in a clone, and where npm or pre-commit installs the package
 * from git. With `-g`, npm leaves out what the build needs, so that it is installed here.
 */
import {execSync} from 'node:child_process'
import {existsSync} from 'node:fs'

if (!existsSync('dist/src/cli/main.js')) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_registry)/i.test(name)),
  )
  if (!existsSync('node_modules/typescript'))
    execSync('npm install --include=dev --ignore-scripts --no-audit --no-fund --no-save', {env, stdio: 'inherit'})
  execSync('npm run -s build', {env, stdio: 'inherit'})
}
