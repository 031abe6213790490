// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"

namespace Kontor
{

/// How the user last looked at each folder: sorted by what, with conversations or without.
namespace ViewHabits
{
MessageListModel::View viewOf(CollectionId folder, const QString &role);
void keep(const MessageListModel::View &view);

CollectionId lastFolder();
void keepLastFolder(CollectionId folder);
}

}
