# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a Nextcloud, written from its public documentation; see README.md beside this file."""
