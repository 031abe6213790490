// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"
#include "mail/mimetree.h"

namespace Kontor
{

/// Decides which parts of a message are its text, which are pictures in it and which are
/// attachments, and puts them into a MessageContent.
class ContentBuilder
{
public:
    enum class Purpose { Reading, Indexing };

    ContentBuilder(const MimeTree &tree, MessageContent &content, Purpose purpose);

    void build();

private:
    /// A piece of the text, in one or two forms.
    struct Piece {
        QString plain;
        QString html; ///< empty: only plain
    };

    void visit(const MimePart &part, int depth);
    void alternative(const MimePart &part, int depth);
    void related(const MimePart &part, int depth);
    void forwarded(const MimePart &part, int depth);
    void text(const MimePart &part);
    void html(const MimePart &part, const QString &plainForm);
    void attach(const MimePart &part);
    void picture(const MimePart &part);
    void assemble();
    bool isText(const MimePart &part) const;
    QString decodedText(const MimePart &part);
    const MimePart *firstText(const MimePart &part, const char *type, int depth) const;

    const MimeTree &m_tree;
    MessageContent &m_content;
    const Purpose m_purpose;
    QList<Piece> m_pieces;
    qint64 m_textSize = 0;
    qint64 m_pictureSize = 0;
    bool m_anyPlain = false;
    bool m_anyHtml = false;
    bool m_cut = false;
};

}
