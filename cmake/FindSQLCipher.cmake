# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# SQLCipher as a static archive whose symbols stay hidden. The shared library exports every
# sqlite3_* name and would silently take over the SQLite that Qt and others load.
find_library(SQLCipher_LIBRARY NAMES libsqlcipher.a)
find_path(SQLCipher_INCLUDE_DIR NAMES sqlcipher/sqlite3.h)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SQLCipher REQUIRED_VARS SQLCipher_LIBRARY SQLCipher_INCLUDE_DIR)
if(SQLCipher_FOUND AND NOT TARGET SQLCipher::SQLCipher)
    add_library(SQLCipher::SQLCipher STATIC IMPORTED)
    set_target_properties(SQLCipher::SQLCipher PROPERTIES
        IMPORTED_LOCATION ${SQLCipher_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${SQLCipher_INCLUDE_DIR}/sqlcipher
        INTERFACE_COMPILE_DEFINITIONS SQLITE_HAS_CODEC
        INTERFACE_LINK_LIBRARIES "OpenSSL::Crypto;ZLIB::ZLIB;m"
        INTERFACE_LINK_OPTIONS "LINKER:--exclude-libs,libsqlcipher.a")
endif()
