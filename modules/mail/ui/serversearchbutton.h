// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ui/mailparts.h"

#include <QPushButton>

namespace Kontor
{

/// Below the results of a search: the server may know messages that are not kept here.
class ServerSearchButton : public QPushButton
{
    Q_OBJECT
public:
    ServerSearchButton(const MailParts &parts, QWidget *parent);
    ~ServerSearchButton() override;

    /// Shows the button for these words; without words there is nothing to search.
    void offer(const QString &words, CollectionId folder);

private:
    void search();
    void rest();

    MailParts m_parts;
    QString m_words;
    CollectionId m_folder;
    bool m_isSearching = false;
    quint64 m_turn = 0; ///< answers to other words are not told
};

}
