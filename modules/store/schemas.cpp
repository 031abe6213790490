// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schemas.h"

#include "store/storageproblem.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace Kontor
{

namespace
{

struct Step {
    int number;
    QString path;
};

QList<Step> stepsIn(const QString &folder)
{
    QList<Step> steps;
    const auto files = QDir(folder).entryInfoList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    for (const auto &file : files) {
        if (const int number = file.completeBaseName().toInt(); number > 0) {
            steps.append({number, file.filePath()});
        }
    }
    return steps;
}

Result<void> run(Database &database, const QString &module, const Step &step)
{
    QFile file(step.path);
    if (!file.open(QIODevice::ReadOnly)) {
        return storageFailure(StorageProblem::Other, QStringLiteral("%1: %2").arg(step.path, file.errorString()));
    }
    if (auto done = database.execute(file.readAll()); !done) {
        auto error = done.error();
        error.detail += QStringLiteral(" (%1)").arg(step.path);
        return std::unexpected(error);
    }
    return database.prepare("INSERT INTO schema_version (module, version) VALUES (?1, ?2) ON CONFLICT (module) DO UPDATE SET version = excluded.version")
        .run(module, step.number);
}

/// The store's own schema comes first.
QStringList withOwn(QStringList folders)
{
    static const auto own = QStringLiteral(":/kontor/schema/store");
    folders.removeAll(own);
    folders.prepend(own);
    return folders;
}

Result<void> apply(Database &database, const QString &module, const Step &step)
{
    auto done = database.begin();
    if (done) {
        done = run(database, module, step);
    }
    if (done) {
        done = database.commit();
    }
    if (!done) {
        database.rollback();
    }
    return done;
}

}

Result<SchemaAge> schemaAge(Database &database, const QStringList &folders)
{
    const auto known = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'").value<int>();
    if (!known) {
        return std::unexpected(known.error());
    }
    if (known->value_or(0) == 0) {
        return SchemaAge::Older;
    }
    auto age = SchemaAge::Current;
    for (const auto &folder : withOwn(folders)) {
        const auto module = QFileInfo(folder).fileName();
        const auto steps = stepsIn(folder);
        if (steps.isEmpty()) {
            return storageFailure(StorageProblem::Other, QStringLiteral("no schema files in %1").arg(folder));
        }
        const auto version = database.prepare("SELECT version FROM schema_version WHERE module = ?1").value<int>(module);
        if (!version) {
            return std::unexpected(version.error());
        }
        if (version->value_or(0) > steps.last().number) {
            return storageFailure(StorageProblem::TooNew,
                                  QStringLiteral("schema %1 is %2, the program knows %3").arg(module).arg(version->value_or(0)).arg(steps.last().number));
        }
        if (version->value_or(0) < steps.last().number) {
            age = SchemaAge::Older;
        }
    }
    return age;
}

Result<SchemaOutcome> applySchemas(Database &database, const QStringList &folders)
{
    const auto age = schemaAge(database, folders);
    if (!age) {
        return std::unexpected(age.error());
    }
    if (*age == SchemaAge::Current) {
        return SchemaOutcome::Unchanged;
    }
    if (auto done = database.execute("CREATE TABLE IF NOT EXISTS schema_version (module TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"); !done) {
        return std::unexpected(done.error());
    }
    auto outcome = SchemaOutcome::Unchanged;
    for (const auto &folder : withOwn(folders)) {
        const auto module = QFileInfo(folder).fileName();
        const auto steps = stepsIn(folder);
        if (steps.isEmpty()) {
            return storageFailure(StorageProblem::Other, QStringLiteral("no schema files in %1").arg(folder));
        }
        const auto known = database.prepare("SELECT version FROM schema_version WHERE module = ?1").value<int>(module);
        if (!known) {
            return std::unexpected(known.error());
        }
        for (const auto &step : steps) {
            if (step.number <= known->value_or(0)) {
                continue;
            }
            if (auto done = apply(database, module, step); !done) {
                return std::unexpected(done.error());
            }
            outcome = SchemaOutcome::Changed;
        }
    }
    return outcome;
}

}
