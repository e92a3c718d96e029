# The Debian package: the server, the command line, unit, configuration and guide. deploy/package makes it.

# Only what is shipped has to be built for it, not the tests.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(TARGETS dealboekd dealboek RUNTIME DESTINATION bin)
install(FILES deploy/debian/dealboekd.service DESTINATION /lib/systemd/system)
install(FILES deploy/debian/dealboekd.conf DESTINATION /etc/dealboek)
install(FILES deploy/OPERATIONS.md deploy/prometheus/dealboek.rules.yml deploy/grafana/dealboek.json
              deploy/debian/dealboek-backup.service deploy/debian/dealboek-backup.timer
        DESTINATION share/doc/dealboek)
install(FILES storage/FORMAT.md DESTINATION share/doc/dealboek)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dealboek)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Dealboek <root@localhost>" CACHE STRING "Maintainer of packages made here")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "books of public funding decisions: server and command line")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Dealboek keeps, for each programme, one append-only book of what was proposed, endorsed, decided and
reported, and computes budgets and editions from it, as they are and as they were.
This package has dealboekd, the server, as a service of systemd under a user of its own, and
dealboek, the command line.")
set(CPACK_SET_DESTDIR ON)  # for the files that are not under the prefix
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles ${CMAKE_SOURCE_DIR}/deploy/debian/postinst
    ${CMAKE_SOURCE_DIR}/deploy/debian/prerm ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
include(CPack)
