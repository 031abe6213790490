// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filefinding.h"

#include "files/filerows.h"
#include "files/filesearchwords.h"
#include "files/filewhereabouts.h"
#include "files/filewordtest.h"
#include "store/search.h"

#include <QSet>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype mostRuns = 4;

using Hit = FileFinding::Hit;
using Field = FileSearch::Term::Field;
using State = FileSearch::State;

QString jsonOf(const auto &items)
{
    QString list = QStringLiteral("[");
    for (const auto item : items) {
        if (list.size() > 1) {
            list += u',';
        }
        list += QString::number(item);
    }
    return list + u']';
}

/// All that a search may ask of one row. A value.
struct Facts {
    Hit hit{};
    qint64 space = 0;
    qint64 parent = 0;
    QString name{};
    QString type{};
    QString owner{};
    qint64 size = 0;
    qint64 modified = 0;
    qint64 marks = 0;
    bool isPinned = false;
    bool isOffline = false;
    bool isHere = false;
    bool isLocked = false;
};

#define KONTOR_FINDING_COLUMNS \
    "f.item, f.collection, f.parent, f.folder, f.sort, f.name, f.type, f.owner, f.size, f.modified, f.marks, f.pinned, f.offline, f.kept <> '' OR f.content <> '', f.locked_by <> ''"

Facts factsOf(const Statement &row)
{
    return Facts{.hit = {row.integer(0), row.integer(3) != 0, row.blob(4)},
                 .space = row.integer(1),
                 .parent = row.integer(2),
                 .name = row.text(5),
                 .type = row.text(6),
                 .owner = row.text(7),
                 .size = row.integer(8),
                 .modified = row.integer(9),
                 .marks = row.integer(10),
                 .isPinned = row.integer(11) != 0,
                 .isOffline = row.integer(12) != 0,
                 .isHere = row.integer(13) != 0 && row.integer(3) == 0,
                 .isLocked = row.integer(14) != 0};
}

qint64 midnight(const QDate &day)
{
    return QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch();
}

/// One of the wishes must fit, none of the excluded ones may.
bool fitsOne(const QList<FileSearch::Wish> &wishes, const auto &fits)
{
    bool isOpen = true;
    bool hasOne = false;
    for (const auto &wish : wishes) {
        const bool does = fits(wish.value);
        if (wish.isExcluded && does) {
            return false;
        }
        isOpen = isOpen && wish.isExcluded;
        hasOne = hasOne || (!wish.isExcluded && does);
    }
    return isOpen || hasOne;
}

bool isIn(State state, const Facts &facts)
{
    switch (state) {
    case State::Pinned:
        return facts.isPinned;
    case State::Offline:
        return facts.isOffline;
    case State::Here:
        return facts.isHere;
    case State::Favourite:
        return facts.marks & FileRows::Favourite;
    case State::Shared:
        return facts.marks & FileRows::SharedByMe;
    case State::SharedWithMe:
        return facts.marks & FileRows::SharedWithMe;
    case State::Waiting:
        return facts.marks & FileRows::Waiting;
    case State::Contested:
        return facts.marks & FileRows::Contested;
    case State::Locked:
        return facts.isLocked;
    case State::Folder:
        return facts.hit.isFolder;
    case State::File:
        return !facts.hit.isFolder;
    }
    return false;
}

/// What operators ask, but for where it is.
bool fits(const Facts &facts, const FileSearch &search)
{
    const auto hasEnding = [&facts](const QString &ending) {
        return !facts.hit.isFolder && facts.name.size() > ending.size() && facts.name.endsWith(ending, Qt::CaseInsensitive);
    };
    return std::ranges::all_of(search.states,
                               [&facts](const FileSearch::StateWish &wish) {
                                   return isIn(wish.state, facts) != wish.isExcluded;
                               })
        && fitsOne(search.kinds,
                   [&](const QString &kind) {
                       return kind.startsWith(u'.') ? hasEnding(kind) : !facts.hit.isFolder && FileSearchWords::isOfKind(kind, facts.type);
                   })
        && fitsOne(search.endings,
                   [&](const QString &ending) {
                       return hasEnding(QString(u'.' + ending));
                   })
        && fitsOne(search.owners,
                   [&facts](const QString &owner) {
                       return FileWordTest::plain(facts.owner).contains(FileWordTest::plain(owner));
                   })
        && (!search.before.isValid() || (facts.modified != 0 && facts.modified < midnight(search.before)))
        && (!search.after.isValid() || facts.modified >= midnight(search.after)) && (search.largerThan == 0 || (!facts.hit.isFolder && facts.size > search.largerThan))
        && (search.smallerThan == 0 || (!facts.hit.isFolder && facts.size >= 0 && facts.size < search.smallerThan));
}

bool asksFacts(const FileSearch &search)
{
    auto rest = search;
    rest.terms.clear();
    rest.folders.clear();
    return !rest.isEmpty();
}

/// A word of the search, and what of the content that is here has it.
struct Word {
    FileWordTest test;
    QSet<qint64> inContent{};
};

/// One search under way.
class Finding
{
public:
    Finding(const Reader &reader, const FileSearch &search, const FileTarget &below)
        : m_reader(reader)
        , m_search(search)
        , m_below(below)
        , m_asksFacts(asksFacts(search))
    {
    }

    Result<std::vector<Hit>> run()
    {
        return readContents()
            .and_then([this] {
                return m_wanted.isEmpty() ? scanAll() : scanNames();
            })
            .and_then([this] {
                return lookClosely();
            })
            .transform([this] {
                return std::move(m_hits);
            });
    }

private:
    Result<void> readContents()
    {
        for (const auto &term : m_search.terms) {
            Word word{FileWordTest(term), {}};
            const auto asked = expressionOf(word.test);
            auto done = asked.isEmpty() ? Result<void>() : m_reader.prepare("SELECT f.item FROM search_index s CROSS JOIN file f ON f.item = s.rowid WHERE s.search_index MATCH ?1 AND f.hidden = 0")
                                                               .each(
                                                                   [&word](const Statement &row) {
                                                                       word.inContent << row.integer(0);
                                                                   },
                                                                   asked);
            if (!done) {
                return done;
            }
            (term.isExcluded ? m_unwanted : m_wanted) << word;
        }
        for (const auto &place : m_search.folders) {
            auto where = FileWhereabouts::named(m_reader, place.value);
            if (!where) {
                return std::unexpected(where.error());
            }
            (place.isExcluded ? m_outside : m_inside).push_back(*std::move(where));
        }
        if (m_below.folder) {
            m_under.emplace_back(m_reader, QSet<qint64>{m_below.folder.value}, QSet<qint64>{});
        }
        return {};
    }

    static QString expressionOf(const FileWordTest &test)
    {
        const auto &term = test.term();
        if (term.field == Field::Name || test.isPattern()) {
            return {};
        }
        // The user may still be typing a word; a phrase and what is excluded are meant as they stand. One letter begins every
        // tenth word, unless it is a word by itself, as in Chinese.
        const bool isTiny = term.text.size() < 2 && term.text.at(0).script() == QChar::Script_Latin;
        if (isTiny && term.field == Field::Anywhere) {
            return {};
        }
        return ftsIn({SearchColumn::Body}, ftsPhrase(term.text, term.isPhrase || term.isExcluded ? WordEnd::Closed : WordEnd::Open));
    }

    /// The index of the list answers for most names: a hundred thousand without a look into the table.
    Result<void> scanNames()
    {
        for (const auto &word : std::as_const(m_wanted)) {
            if (word.test.term().field == Field::Content) {
                m_close = word.inContent; // it can be nothing else
                return {};
            }
            m_hasContents = m_hasContents || !word.inContent.isEmpty();
        }
        const auto runs = rarest();
        QSet<qint64> seen;
        const auto take = [&](const Statement &row) {
            consider(row, seen);
        };
#define KONTOR_NAME_SCAN "SELECT item, collection, parent, folder, sort FROM file INDEXED BY file_list WHERE hidden = 0 AND (?1 = 0 OR collection = ?1) AND "
        auto done = runs.size() == 1 ? m_reader.prepare(KONTOR_NAME_SCAN "instr(sort, ?2) > 0").each(take, m_below.space, runs.first())
                                     : m_reader.prepare(KONTOR_NAME_SCAN "(instr(sort, ?2) > 0 OR instr(sort, ?3) > 0 OR instr(sort, ?4) > 0 OR instr(sort, ?5) > 0)")
                                           .each(take, m_below.space, runs.value(0), runs.value(1), runs.value(2, runs.last()), runs.value(3, runs.last()));
#undef KONTOR_NAME_SCAN
        // What has some words in its content, and perhaps others in its name.
        for (const auto &word : std::as_const(m_wanted)) {
            m_close.unite(QSet<qint64>(word.inContent).subtract(seen));
        }
        return done;
    }

    /// The longest of the words that may be in names decides what is looked at.
    QStringList rarest() const
    {
        QStringList best{QStringLiteral("")};
        for (const auto &word : m_wanted) {
            const auto &runs = word.test.runs();
            if (runs.isEmpty() || runs.size() > mostRuns) {
                continue;
            }
            const auto shortest = std::ranges::min(runs, {}, &QByteArray::size);
            if (QString::fromUtf8(shortest).size() > best.first().size()) {
                best.clear();
                for (const auto &run : runs) {
                    best << QString::fromUtf8(run);
                }
                std::ranges::sort(best, {}, &QString::size);
            }
        }
        return best;
    }

    void consider(const Statement &row, QSet<qint64> &seen)
    {
        using Answer = FileWordTest::Answer;
        const auto item = row.integer(0);
        const auto sort = row.blob(4);
        bool isOpen = m_asksFacts;
        for (const auto &word : std::as_const(m_wanted)) {
            const bool isInContent = word.inContent.contains(item);
            const auto answer = isInContent ? Answer::Yes : word.test.ofSortKey(sort);
            if (answer == Answer::No) {
                return;
            }
            isOpen = isOpen || answer == Answer::LookAtName;
        }
        for (const auto &word : std::as_const(m_unwanted)) {
            if (word.inContent.contains(item)) {
                return;
            }
            isOpen = isOpen || (word.test.term().field != Field::Content && word.test.ofSortKey(sort) != Answer::No);
        }
        if (isOpen) {
            m_close << item;
            return;
        }
        if (m_hasContents) {
            seen << item;
        }
        if (isThere(row.integer(1), row.integer(2))) {
            m_hits.push_back(Hit{item, row.integer(3) != 0, sort});
        }
    }

    bool isThere(qint64 space, qint64 parent)
    {
        const auto has = [&](FileWhereabouts &where) {
            return where.has(space, parent);
        };
        return (!m_below.space || m_below.space.value == space) && std::ranges::all_of(m_under, has) && (m_inside.empty() || std::ranges::any_of(m_inside, has))
            && std::ranges::none_of(m_outside, has);
    }

    void decide(const Facts &facts)
    {
        const auto name = FileWordTest::plain(facts.name);
        const auto has = [&](const Word &word) {
            return word.inContent.contains(facts.hit.item) || (word.test.term().field != Field::Content && word.test.ofName(name));
        };
        if (std::ranges::all_of(m_wanted, has) && std::ranges::none_of(m_unwanted, has) && fits(facts, m_search) && isThere(facts.space, facts.parent)) {
            m_hits.push_back(facts.hit);
        }
    }

    Result<void> lookClosely()
    {
        if (m_close.isEmpty()) {
            return {};
        }
        return m_reader.prepare("SELECT " KONTOR_FINDING_COLUMNS " FROM json_each(?1) j CROSS JOIN file f ON f.item = j.value WHERE f.hidden = 0")
            .each(
                [this](const Statement &row) {
                    decide(factsOf(row));
                },
                jsonOf(m_close));
    }

    /// Nothing but operators, or what is not wanted.
    Result<void> scanAll()
    {
        // Where an index has the few, it is used.
        QByteArray sql = "SELECT " KONTOR_FINDING_COLUMNS " FROM file f WHERE f.hidden = 0";
        for (const auto &wish : m_search.states) {
            const bool isMarked = wish.state == State::Favourite || wish.state == State::SharedWithMe || wish.state == State::Waiting || wish.state == State::Contested;
            sql += wish.isExcluded ? "" : wish.state == State::Pinned ? " AND f.pinned = 1" : isMarked ? " AND f.marks & 101 <> 0" : "";
        }
        return m_reader.prepareOnce(sql).each([this](const Statement &row) {
            decide(factsOf(row));
        });
    }

    const Reader &m_reader;
    const FileSearch &m_search;
    FileTarget m_below;
    bool m_asksFacts;
    bool m_hasContents = false;
    QList<Word> m_wanted{};
    QList<Word> m_unwanted{};
    std::vector<FileWhereabouts> m_under{};
    std::vector<FileWhereabouts> m_inside{};
    std::vector<FileWhereabouts> m_outside{};
    QSet<qint64> m_close{}; ///< whose names or other facts decide
    std::vector<Hit> m_hits{};
};
}

Result<std::vector<FileFinding::Hit>> FileFinding::hits(const Reader &reader, const FileSearch &search, const FileTarget &below)
{
    if (search.isEmpty()) {
        return std::vector<Hit>();
    }
    return Finding(reader, search, below).run();
}

}
