# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where the store's key comes from.
set(KONTOR_KEYRING_SOURCES
    filekeysource.h filekeysource.cpp keychainkeysource.h keychainkeysource.cpp keyring.h keyring.cpp
    keysource.h keysource.cpp vaultkeysource.h vaultkeysource.cpp)
set(KONTOR_KEYRING_LIBS Qt6::DBus)
