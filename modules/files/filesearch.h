// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace Kontor
{

/// What the user typed to find files, understood: words, "phrases", name patterns (*.odt), -exclusion and operators
/// (name: content: type: ext: in:FOLDER owner: is:pinned is:offline is:favourite is:shared is:waiting … before: after: on:
/// larger: smaller:), German spellings too (inhalt: typ: endung: ordner: von: ist:angeheftet vor: nach: größer: …). A value.
struct FileSearch {
    struct Term {
        enum class Field { Anywhere, Name, Content };
        Field field = Field::Anywhere;
        QString text{};
        bool isPhrase = false;
        bool isExcluded = false;
        bool operator==(const Term &) const = default;
    };
    /// One value of an operator. Of several of one operator one must fit, and none of the excluded ones.
    struct Wish {
        QString value{};
        bool isExcluded = false;
        bool operator==(const Wish &) const = default;
    };
    enum class State {
        Pinned, ///< chosen to be kept offline
        Offline, ///< kept offline, also through a folder above
        Here, ///< its content is on this computer
        Favourite,
        Shared, ///< with others
        SharedWithMe,
        Waiting, ///< something about it has not reached the server
        Contested,
        Locked,
        Folder,
        File,
    };
    struct StateWish {
        State state = State::Pinned;
        bool isExcluded = false;
        bool operator==(const StateWish &) const = default;
    };

    QList<Term> terms{};
    QList<Wish> kinds{}; ///< "image", "document", …; a media type, "image/*"; an ending, ".odt"
    QList<Wish> endings{}; ///< without the dot, lower case
    QList<Wish> folders{}; ///< a name or a path, as typed
    QList<Wish> owners{}; ///< part of a name, as typed
    QList<StateWish> states{}; ///< all must hold
    QDate before{}, after{}; ///< before: exclusive; after: inclusive
    qint64 largerThan = 0, smallerThan = 0;
    QStringList misunderstood{}; ///< operators whose value made no sense, as whole sentences

    bool isEmpty() const;
    /// It has operators that mean nothing anywhere but among files.
    bool isOfFilesAlone() const;

    static FileSearch parse(const QString &text, const QDate &today = QDate::currentDate());

    /// Completions for the word at the cursor: operators first, then fitting values.
    static QStringList completions(const QString &text, int cursor);
};

}
