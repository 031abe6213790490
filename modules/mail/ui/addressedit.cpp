// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/addressedit.h"

#include "shell/announcer.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QKeyEvent>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
struct Span {
    qsizetype start;
    qsizetype end;
};

/// The address around the cursor; commas and semicolons in quotes do not part addresses.
Span spanAt(const QString &text, qsizetype cursor)
{
    Span span{0, text.size()};
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'"') {
            quoted = !quoted;
        } else if (!quoted && (text[i] == u',' || text[i] == u';')) {
            if (i < cursor) {
                span.start = i + 1;
            } else {
                span.end = i;
                break;
            }
        }
    }
    while (span.start < span.end && text[span.start].isSpace()) {
        ++span.start;
    }
    return span;
}
}

AddressEdit::AddressEdit(Complete complete, QWidget *parent)
    : QLineEdit(parent)
    , m_complete(std::move(complete))
    , m_completer(new QCompleter(this))
    , m_offers(new QStringListModel(this))
{
    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(8);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &AddressEdit::take);
    m_pause.setSingleShot(true);
    m_pause.setInterval(120ms);
    connect(&m_pause, &QTimer::timeout, this, &AddressEdit::ask);
    connect(this, &QLineEdit::textEdited, this, [this] { m_pause.start(); });
}

QList<MailAddress> AddressEdit::addresses(QStringList *rejected) const
{
    return MailAddress::parseList(text(), rejected);
}

void AddressEdit::setAddresses(const QList<MailAddress> &addresses)
{
    QStringList words;
    for (const auto &address : addresses) {
        words << address.toString();
    }
    setText(words.join(QStringLiteral(", ")));
    setCursorPosition(0);
}

void AddressEdit::append(const QList<MailAddress> &more)
{
    const auto present = addresses();
    auto words = text().trimmed();
    while (words.endsWith(u',') || words.endsWith(u';')) {
        words = words.chopped(1).trimmed();
    }
    for (const auto &address : more) {
        const bool isThere
            = std::ranges::any_of(present, [&](const MailAddress &other) { return other.address.compare(address.address, Qt::CaseInsensitive) == 0; });
        if (!isThere) {
            words += (words.isEmpty() ? QString() : QStringLiteral(", ")) + address.toString();
        }
    }
    setText(words);
}

QString AddressEdit::currentWord() const
{
    const auto span = spanAt(text(), cursorPosition());
    return text().sliced(span.start, std::max<qsizetype>(0, span.end - span.start)).trimmed();
}

void AddressEdit::ask()
{
    const auto word = currentWord();
    if (word.size() < 2 || !m_complete || !hasFocus()) {
        m_completer->popup()->hide();
        return;
    }
    m_complete(word).then(this, [this, word](const Result<QList<AddressOffer>> &found) {
        if (found && word == currentWord() && hasFocus()) {
            offer(word, *found);
        }
    });
}

void AddressEdit::offer(const QString &word, const QList<AddressOffer> &found)
{
    QStringList words;
    m_texts.clear();
    for (const auto &one : found) {
        if (one.words != word) {
            words << one.words;
            m_texts.insert(one.words, one.text());
        }
    }
    m_offers->setStringList(words);
    if (words.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->popup()->setAccessibleName(i18nc("@label", "Suggestions"));
    m_completer->complete();
    Announcer::sayNow(this, i18ncp("@info spoken", "%1 suggestion", "%1 suggestions", words.size()));
}

void AddressEdit::take(const QString &offered)
{
    const auto address = m_texts.value(offered, offered);
    const auto span = spanAt(text(), cursorPosition());
    auto words = text();
    words.replace(span.start, span.end - span.start, address);
    auto cursor = span.start + address.size();
    if (cursor == words.size()) {
        words += QStringLiteral(", ");
        cursor += 2;
    }
    setText(words);
    setCursorPosition(int(cursor));
    Q_EMIT textEdited(words);
    m_pause.stop();
}

void AddressEdit::keyPressEvent(QKeyEvent *event)
{
    auto *popup = m_completer->popup();
    if (popup->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            if (!popup->currentIndex().isValid() && m_offers->rowCount() > 0 && event->key() != Qt::Key_Tab) {
                take(m_offers->stringList().constFirst());
                popup->hide();
                event->accept();
                return;
            }
            event->ignore(); // the completer's
            return;
        case Qt::Key_Escape:
            popup->hide();
            event->accept();
            return;
        default:
            break;
        }
    }
    QLineEdit::keyPressEvent(event);
}

void AddressEdit::focusOutEvent(QFocusEvent *event)
{
    m_pause.stop();
    QLineEdit::focusOutEvent(event);
}

}
