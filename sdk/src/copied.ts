/** What stands in the file of every face again, because it is only constants: everything else comes from the file that holds it. */
export { LIMITS } from 'netcall-protocol';
