//! Option lists.

civi_runtime::option_list! {
    pub enum ContactType, Unlisted {
        Individual = 0, "Individual", "Individual", "Individual";
        Organization = 1, "Organization", "Organization", "Organization";
        Household = 2, "Household", "Household", "Household";
    }
}

civi_runtime::option_list! {
    pub enum Gender, Unlisted {
        Female = 0, "Female", "1", "Female";
        Male = 1, "Male", "2", "Male";
        Other = 2, "Other", "3", "Other";
    }
}

civi_runtime::option_list! {
    pub enum LocationType, Unlisted {
        Home = 0, "Home", "1", "Home";
        Work = 1, "Work", "2", "Work";
        Main = 2, "Main", "3", "Main";
        Other = 3, "Other", "4", "Other";
        Billing = 4, "Billing", "5", "Billing";
    }
}

civi_runtime::option_list! {
    pub enum PreferredCommunicationMethod, Unlisted {
        Phone = 0, "Phone", "1", "Phone";
        Email = 1, "Email", "2", "Email";
        PostalMail = 2, "Postal Mail", "3", "Postal Mail";
        Sms = 3, "SMS", "4", "SMS";
        Fax = 4, "Fax", "5", "Fax";
    }
}

civi_runtime::option_list! {
    pub enum ContributionStatus, Unlisted {
        Completed = 0, "Completed", "1", "Completed";
        Pending = 1, "Pending", "2", "Pending Label";
        Cancelled = 2, "Cancelled", "3", "Cancelled";
        Failed = 3, "Failed", "4", "Failed";
        Refunded = 4, "Refunded", "7", "Refunded";
    }
}
