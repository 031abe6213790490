# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
kontor_test(keyringtest SOURCES ${CMAKE_CURRENT_LIST_DIR}/keyringtest.cpp USES accounts store LABELS accounts)
