// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/readersource.h"

#include <algorithm>

namespace Kontor
{

MessageReader::Source readerSource(const MailParts &parts)
{
    return {.load = [parts](ItemId item) { return parts.loader->load(item); },
            .raw = [parts](ItemId item) { return parts.loader->raw(item); },
            .attachment = [parts](ItemId item, const QString &part) { return parts.loader->attachment(item, part); },
            .known =
                [parts](const QString &address) {
                    const auto accounts = parts.accounts();
                    if (std::ranges::any_of(accounts, [&](const Account &account) { return account.address.compare(address, Qt::CaseInsensitive) == 0; })) {
                        return QtFuture::makeReadyValueFuture(SenderWarnings::Known::Familiar); // oneself
                    }
                    return parts.store
                        ->read([address = address.toLower()](const Reader &reader) -> Result<SenderWarnings::Known> {
                            const auto seen = reader.prepare("SELECT seen + written FROM mail_address WHERE address = ?1").value<qint64>(address);
                            if (!seen) {
                                return std::unexpected(seen.error());
                            }
                            return seen->value_or(0) > 1 ? SenderWarnings::Known::Familiar : SenderWarnings::Known::First;
                        })
                        .then([](const Result<SenderWarnings::Known> &known) { return known.value_or(SenderWarnings::Known::Unknown); });
                },
            .openInvitation = [parts](const QByteArray &ics, const QString &sender, QWidget *parent) -> QWidget * {
                return parts.workbench ? parts.workbench->openInvitation(ics, sender, parent) : nullptr;
            }};
}

}
