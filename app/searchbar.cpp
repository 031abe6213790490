// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/searchbar.h"

#include "shell/announcer.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QIcon>
#include <QKeyEvent>

namespace Kontor
{

SearchBar::SearchBar(Complete complete, QWidget *parent)
    : QLineEdit(parent)
    , m_complete(std::move(complete))
    , m_completer(new QCompleter(this))
    , m_offers(new QStringListModel(this))
{
    setObjectName(QStringLiteral("search"));
    setAccessibleName(i18nc("@label", "Search"));
    setPlaceholderText(i18nc("@info:placeholder", "Search (Ctrl+F)"));
    setClearButtonEnabled(true);
    addAction(QIcon::fromTheme(QStringLiteral("search"), QIcon::fromTheme(QStringLiteral("edit-find"))), LeadingPosition);
    setMaximumWidth(fontMetrics().averageCharWidth() * 80);
    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &SearchBar::take);
    connect(this, &QLineEdit::textEdited, this, &SearchBar::offer);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!m_isForgetting) {
            Q_EMIT searched(text);
        }
    });
}

void SearchBar::forget()
{
    m_isForgetting = true;
    clear();
    m_isForgetting = false;
}

void SearchBar::recall(const QString &text, const QString &name, const QString &tip)
{
    m_isForgetting = true;
    setText(text);
    m_isForgetting = false;
    m_completer->popup()->hide();
    setAccessibleName(name);
    setToolTip(tip);
}

QSize SearchBar::minimumSizeHint() const
{
    auto size = QLineEdit::minimumSizeHint();
    size.setWidth(fontMetrics().averageCharWidth() * 20);
    return size;
}

QSize SearchBar::sizeHint() const
{
    auto size = QLineEdit::sizeHint();
    size.setWidth(fontMetrics().averageCharWidth() * 44);
    return size;
}

void SearchBar::offer()
{
    const auto words = m_complete(text(), cursorPosition());
    m_offers->setStringList(words);
    if (words.isEmpty() || text().trimmed().isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->popup()->setAccessibleName(i18nc("@label", "Suggestions"));
    m_completer->complete();
}

void SearchBar::take(const QString &completion)
{
    auto words = text();
    auto start = cursorPosition();
    while (start > 0 && !words.at(start - 1).isSpace()) {
        --start;
    }
    auto end = cursorPosition();
    while (end < words.size() && !words.at(end).isSpace()) {
        ++end;
    }
    const bool goesOn = completion.endsWith(u':');
    words.replace(start, end - start, goesOn ? completion : completion + u' ');
    setText(words);
    setCursorPosition(start + int(completion.size()) + (goesOn ? 0 : 1));
}

void SearchBar::keyPressEvent(QKeyEvent *event)
{
    auto *popup = m_completer->popup();
    if (popup->isVisible()) {
        if (event->key() == Qt::Key_Escape) {
            popup->hide();
            event->accept();
            return;
        }
        const bool chooses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Tab;
        if (chooses && popup->currentIndex().isValid()) {
            event->ignore(); // the completer's
            return;
        }
        if (chooses) {
            popup->hide();
        }
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        clear();
        Q_EMIT left();
        event->accept();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Down:
        Q_EMIT left();
        event->accept();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

}
