// DesignLanguage
