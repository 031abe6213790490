# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop without a screen, with a real screen reader, for tests that use the program as a blind person does."""
