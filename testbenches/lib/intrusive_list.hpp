// SPDX-License-Identifier: Apache-2.0
// Doubly linked list of objects that bring their own links: no allocation, and an object that is
// destroyed leaves its list by itself.
#pragma once

#include <utility>

namespace lightloop::testbench {

/// Base of what can be in an IntrusiveList; in one list at a time. A copy is in no list.
class ListNode {
 public:
  ListNode() = default;
  ListNode(const ListNode& /*other*/) {}
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): copies nothing
  ListNode& operator=(const ListNode& /*other*/) { return *this; }
  ~ListNode() { unlink(); }

  bool linked() const { return next_ != nullptr; }

  void unlink() {
    if (next_ == nullptr) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    next_ = previous_ = nullptr;
  }

 private:
  template <typename T>
  friend class IntrusiveList;

  ListNode* previous_ = nullptr;
  ListNode* next_ = nullptr;
};

/// First in, first out. T derives from ListNode. Owns nothing: destroyed with members in it, it
/// lets them go.
template <typename T>
class IntrusiveList {
 public:
  IntrusiveList() { head_.next_ = head_.previous_ = &head_; }
  ~IntrusiveList() {
    while (!empty()) head_.next_->unlink();
  }
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;

  bool empty() const { return head_.next_ == &head_; }
  /// Not of an empty list.
  T& front() { return static_cast<T&>(*head_.next_); }

  /// `item` is in no list.
  void push_back(T& item) {
    ListNode& node = item;
    node.next_ = &head_;
    node.previous_ = head_.previous_;
    head_.previous_->next_ = &node;
    head_.previous_ = &node;
  }

  /// Null when empty.
  T* pop_front() {
    if (empty()) return nullptr;
    T& item = front();
    static_cast<ListNode&>(item).unlink();
    return &item;
  }

  /// Moves all of `other` behind the own members.
  void take_all(IntrusiveList& other) {
    if (other.empty()) return;
    ListNode* const first = other.head_.next_;
    ListNode* const last = other.head_.previous_;
    other.head_.next_ = other.head_.previous_ = &other.head_;
    first->previous_ = head_.previous_;
    head_.previous_->next_ = first;
    last->next_ = &head_;
    head_.previous_ = last;
  }

  /// Calls visit(T&) for each member; the visit may unlink the member it got.
  template <typename Visit>
  void for_each(Visit visit) {
    for (ListNode* node = head_.next_; node != &head_;) {
      ListNode* const next = node->next_;
      visit(static_cast<T&>(*node));
      node = next;
    }
  }

 private:
  ListNode head_;
};

}  // namespace lightloop::testbench
