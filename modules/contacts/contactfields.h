// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

namespace Kontor
{

/// One thing a card says, in words; for comparing cards side by side.
struct ContactFact {
    QString key{}; ///< "name", "emails", …
    QString label{}; ///< translated
    QString text{}; ///< several entries in lines of their own
    bool operator==(const ContactFact &) const = default;
};

namespace ContactFields
{
/// What a card says, in the order people read it; what it does not say is left out.
QList<ContactFact> of(const ContactDraft &card);

/// Takes one of these over from another card.
void take(const QString &key, const ContactDraft &from, ContactDraft &into);

/// "Work", "Mobile", or the user's own label.
QString typeWords(const ContactField &field);
QString typeWords(const QStringList &types);

/// An address as it is written in its country, in lines.
QString addressText(const PostalAddress &address);

/// "24 December", or with the year.
QString dayText(QDate day);

/// "OpenPGP key", "Certificate"
QString keyText(const ContactDraft::Key &key);
}

}
