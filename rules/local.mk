# The rule sets of the project. A new rule needs only its folder and no entry here: the tarball contains this
# whole tree, because a folder in EXTRA_DIST is copied as it is. Every .json file except the tests is
# installed, and the README of each rule.
EXTRA_DIST += rules

rulesdir = $(pkgdatadir)/rules
find_rules = (cd $(srcdir)/rules && find . -name tests -prune -o \( -name '*.json' -o -name README.md \) -print)

install-data-local:
	@$(find_rules) | while read -r file; do \
	    $(MKDIR_P) "$(DESTDIR)$(rulesdir)/$${file%/*}" && \
	    $(INSTALL_DATA) "$(srcdir)/rules/$$file" "$(DESTDIR)$(rulesdir)/$$file" || exit; \
	done

# File by file, because users may have added rules of their own.
uninstall-local:
	@$(find_rules) | while read -r file; do \
	    rm -f "$(DESTDIR)$(rulesdir)/$$file"; \
	done
	@find "$(DESTDIR)$(rulesdir)" -depth -type d -exec rmdir {} + 2>/dev/null || :
