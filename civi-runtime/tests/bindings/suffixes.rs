//! Suffix and operator sets.

use civi_runtime as rt;

#[derive(Debug)]
pub enum NameLabel {}
impl rt::HasName for NameLabel {}
impl rt::HasLabel for NameLabel {}

#[derive(Debug)]
pub enum NameLabelAbbr {}
impl rt::HasName for NameLabelAbbr {}
impl rt::HasLabel for NameLabelAbbr {}
impl rt::HasAbbr for NameLabelAbbr {}

#[derive(Debug)]
pub enum NameLabelIcon {}
impl rt::HasName for NameLabelIcon {}
impl rt::HasLabel for NameLabelIcon {}
impl rt::HasIcon for NameLabelIcon {}

/// Fields that take only `IN` and `NOT IN`.
#[derive(Debug)]
pub enum InOnly {}
impl rt::Allows<rt::op::In> for InOnly {}
impl rt::Allows<rt::op::NotIn> for InOnly {}
