# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Which files of the project the static checks look at; works without git too.

# source_files: the C files
source_files()
{
	find src tests bench -name '*.[ch]' -type f | sort
}

# shell_files: everything that a shell or bats reads
shell_files()
{
	local file line

	find scripts tests bench .ci -type f ! -name '*.[cho]' ! -name '*~' | sort | while read -r file; do
		IFS= read -r line <"$file" || continue
		case $file:$line in
		*.sh:*|*.bash:*|*.bats:*) echo "$file" ;;
		*:'#!'*/sh|*:'#!'*bash|*:'#!'*bats) echo "$file" ;;
		esac
	done 2>/dev/null
}

# written_files: every text that somebody wrote by hand
written_files()
{
	find src tests bench docs man scripts .ci -type f ! -path '*/.deps/*' ! -name '*.[oa]' ! -name '*.pyc' \
		! -name .dirstamp ! -perm -u=x
	find scripts tests bench .ci -type f -perm -u=x -exec grep -lI '^#!' {} +
	find . -maxdepth 1 -type f \( -name '*.md' -o -name '*.am' -o -name '*.ac' -o -name README \
		-o -name NEWS -o -name .gitignore -o -name .editorconfig -o -name .clang-format \)
}

# scenario_files: the scenarios, which are what the folders in scripts have but for what others use
scenario_files()
{
	find scripts -mindepth 2 -type f ! -name '*~' ! -path 'scripts/lib/*' ! -path 'scripts/parts/*' | sort
}

# have TOOL: or end with status 77, which means skipped
have()
{
	command -v "$1" >/dev/null || { echo "needs $1"; exit 77; }
}
