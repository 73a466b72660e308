# The rule sets we ship. To add a rule is to add its folder, and nothing here: the tarball takes this
# whole tree, since a folder in EXTRA_DIST is copied as it stands, and what is installed is all that
# judging and its reader read: every .json but the tests, and what is said about each rule. A list by name would be one more place to forget.
EXTRA_DIST += rules

rulesdir = $(pkgdatadir)/rules
find_rules = (cd $(srcdir)/rules && find . -name tests -prune -o \( -name '*.json' -o -name README.md \) -print)

install-data-local:
	@$(find_rules) | while read -r file; do \
	    $(MKDIR_P) "$(DESTDIR)$(rulesdir)/$${file%/*}" && \
	    $(INSTALL_DATA) "$(srcdir)/rules/$$file" "$(DESTDIR)$(rulesdir)/$$file" || exit; \
	done

# File by file, because users may have put rules of their own beside ours.
uninstall-local:
	@$(find_rules) | while read -r file; do \
	    rm -f "$(DESTDIR)$(rulesdir)/$$file"; \
	done
	@find "$(DESTDIR)$(rulesdir)" -depth -type d -exec rmdir {} + 2>/dev/null || :
