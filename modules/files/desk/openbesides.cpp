// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What programs put beside open copies becomes files beside them on the server.
#include "files/desk/opencopiesprivate.h"

namespace Kontor
{

void OpenCopies::Private::takeBeside(qint64 number, const CopyBeside &file)
{
    if (!at(number)) {
        return;
    }
    if (!file.item) {
        uploadBeside(number, file);
        return;
    }
    // A new version of what it became before.
    whenAnswered(port.look(file.item, file.before), q, [this, number, file](const Result<CopyPort::Item> &found) {
        if (!found || !(found->rights & FileRight::Write)) {
            uploadBeside(number, file);
            return;
        }
        const auto other = QStringLiteral("~"); // a revision that no server has: somebody changed it
        const auto base = !found->sameRevision.isEmpty() ? found->sameRevision : found->isUnsent ? QString() : other;
        whenAnswered(port.stage(file.file), q, [this, number, file, base](const Result<StagedContent> &staged) {
            if (!staged) {
                refused(number, staged.error());
                return;
            }
            whenAnswered(port.save(file.item, *staged, base), q, [this, number, file](const Result<void> &saved) {
                if (saved) {
                    besideTaken(number, file, file.item);
                } else if (saved.error().kind == Error::Kind::NotFound || saved.error().kind == Error::Kind::Forbidden) {
                    uploadBeside(number, file);
                } else {
                    refused(number, saved.error());
                }
            });
        });
    });
}

void OpenCopies::Private::uploadBeside(qint64 number, const CopyBeside &file)
{
    const auto *entry = at(number);
    if (!entry) {
        return;
    }
    upload(number, {file.file}, targetsOf(*entry), [this, number, file](const Result<QList<ItemId>> &made) {
        if (made) {
            besideTaken(number, file, made->value(0));
        } else {
            refused(number, made.error());
        }
    });
}

void OpenCopies::Private::besideTaken(qint64 number, CopyBeside file, ItemId item)
{
    file.item = item;
    tell([number, file](CopyDesk &at) { at.besideTaken(number, file); });
    recoveredStates += recovering.contains(number) ? 1 : 0;
    Q_EMIT q->saved(item, file.file.section(u'/', -1));
}

void OpenCopies::Private::takeFolders(qint64 number, const QStringList &folders)
{
    const auto *entry = at(number);
    if (!entry) {
        return;
    }
    upload(number, folders, targetsOf(*entry), [this, number, folders](const Result<QList<ItemId>> &made) {
        if (!made) {
            refused(number, made.error());
            return;
        }
        for (qsizetype i = 0; i < made->size(); ++i) {
            Q_EMIT q->saved(made->at(i), folders.value(i).section(u'/', -1));
        }
        tell([number, folders](CopyDesk &at) { at.foldersTaken(number, folders); });
    });
}

}
