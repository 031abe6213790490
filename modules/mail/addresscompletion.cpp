// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/addresscompletion.h"

#include <algorithm>
#include <cmath>

namespace Kontor
{

namespace
{
/// Lower case without accents; ß as ss, so that what is typed quickly is found.
QString folded(const QString &text)
{
    QString result;
    const auto decomposed = text.toLower().replace(QChar(0xdf), QLatin1StringView("ss")).normalized(QString::NormalizationForm_D);
    result.reserve(decomposed.size());
    for (const QChar c : decomposed) {
        if (c.category() != QChar::Mark_NonSpacing) {
            result += c;
        }
    }
    return result;
}

bool beginsAWord(const QString &text, const QString &start)
{
    for (auto at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        if (at == 0 || !text[at - 1].isLetterOrNumber()) {
            return true;
        }
    }
    return false;
}

double rank(qint64 written, qint64 seen, qint64 last, qint64 now)
{
    const double days = std::max<double>(0.0, double(now - last) / 86'400'000.0);
    return (std::log2(1.0 + double(written)) * 4.0 + std::log2(1.0 + double(seen))) / (1.0 + days / 180.0) + (written > 0 ? 1.0 : 0.0);
}
}

AddressCompletion::AddressCompletion(std::shared_ptr<Store> store)
    : m_store(std::move(store))
{
}

QFuture<Result<QList<MailAddress>>> AddressCompletion::complete(const QString &typed, int atMost) const
{
    const auto words = folded(typed.simplified()).split(u' ', Qt::SkipEmptyParts);
    return words.isEmpty() ? QtFuture::makeReadyValueFuture(Result<QList<MailAddress>>(QList<MailAddress>())) : find(words, atMost);
}

QFuture<Result<QList<MailAddress>>> AddressCompletion::known(const QString &typed, int atMost) const
{
    return find(folded(typed.simplified()).split(u' ', Qt::SkipEmptyParts), atMost);
}

QFuture<Result<QList<MailAddress>>> AddressCompletion::find(const QStringList &words, int atMost) const
{
    return m_store->read([words, atMost, now = QDateTime::currentMSecsSinceEpoch()](const Reader &reader) -> Result<QList<MailAddress>> {
        QList<std::pair<double, MailAddress>> found;
        auto asked = reader.prepare("SELECT address, name, written, seen, last FROM mail_address").each([&](const Statement &row) {
            const auto address = row.text(0);
            const auto name = row.text(1);
            const auto text = folded(name + u' ' + address);
            const bool fits = std::all_of(words.begin(), words.end(), [&text](const QString &word) { return beginsAWord(text, word); });
            if (fits) {
                const double bonus = !words.isEmpty() && (address.startsWith(words.first()) || text.startsWith(words.first())) ? 0.5 : 0.0;
                found << std::pair(rank(row.integer(2), row.integer(3), row.integer(4), now) + bonus, MailAddress{name, address});
            }
        });
        if (!asked) {
            return std::unexpected(asked.error());
        }
        std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
        QList<MailAddress> list;
        for (const auto &[score, address] : found.first(std::min<qsizetype>(found.size(), atMost))) {
            list << address;
        }
        return list;
    });
}

QFuture<Result<void>> AddressCompletion::forget(const QString &address)
{
    return m_store->write(
        [address = address.toLower()](Transaction &transaction) { return transaction.prepare("DELETE FROM mail_address WHERE address = ?1").run(address); });
}

}
